import SIPMessage

/// What comes by a stream is sent once by its sender; where it goes on by UDP, which loses datagrams, we repeat it until we see that it has arrived.
/// What comes by UDP is repeated by its sender, and never by us as well (RFC 3261 §17).
extension Pipeline {
    /// Adds the repetition that a message needs, and ends the one that this message shows to be needed no more.
    func repeated(_ outcome: Outcome, _ arrival: Arrival) -> Outcome {
        var outcome = outcome
        if let settled = settled(by: arrival, outcome) { outcome.actions.append(settled) }
        guard arrival.flow.remote.transport.isReliable,
            case .forward(let bytes, let destination, under: _)? = outcome.actions.first,
            !destination.remote.transport.isReliable
        else { return outcome }
        switch arrival.message.startLine {
        case .request:
            // An ACK has no response that would end it; the peer asks for it again by repeating its own.
            guard arrival.message.method != .ack else { return outcome }
            // The answer will name the number that the PBX got.
            let transaction = Transaction(arrival, with: destination.remote, numbered: number(towardPBX: arrival))
            outcome.actions.append(.retransmit(bytes, to: destination, for: transaction))
        case .response(let status, _):
            // A 2xx is repeated by who gave it, by whatever transport (§13.3.1.4), and to anything but an INVITE the request's repetition brings
            // the response again (§17.2.2).
            guard arrival.fields.cseqMethod == .invite, status >= 300 else { return outcome }
            let transaction = Transaction(arrival, with: destination.remote, awaiting: .ack)
            outcome.actions.append(.retransmit(bytes, to: destination, for: transaction))
        }
        return outcome
    }

    /// A response by UDP ends the repetition of its request, an ACK by UDP that of its response.
    private func settled(by arrival: Arrival, _ outcome: Outcome) -> Action? {
        // Only what goes on to a stream answers what had come by one.
        guard !arrival.flow.remote.transport.isReliable,
            case .forward(_, let destination, under: _)? = outcome.actions.first,
            destination.remote.transport.isReliable
        else { return nil }
        switch arrival.message.startLine {
        case .request(.ack, _, _):
            return .settle(Transaction(arrival, with: arrival.flow.remote, awaiting: .ack), isFinal: true)
        case .request:
            return nil
        case .response(let status, _):
            return .settle(Transaction(arrival, with: arrival.flow.remote), isFinal: status >= 200)
        }
    }
}
