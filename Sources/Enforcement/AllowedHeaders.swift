import SIPMessage

/// What a phone may have of the headers of a PBX's message when it may not learn who is on the line: tokens that we know, bounded numbers, and
/// URIs without names and parameters. Every header that is not named here goes.
///
/// Via, Call-ID and CSeq stay as they are: a phone knows its answer by them. From does not, although it is the phone's own in an answer, because
/// what a PBX says of it cannot be told from what the phone wrote; phones compare its tag.
struct AllowedHeaders {
    /// What the message belongs to.
    enum Scope {
        /// A SUBSCRIBE: all of its state is told by NOTIFY.
        case subscription
        /// A call: besides, what negotiates a session.
        case call
    }

    private enum Treatment {
        case keep
        case remove
        case write([UInt8])
    }

    let arrival: Arrival
    let scope: Scope
    /// For routes and Contacts, which hold tokens of ours.
    let limits: MessageLimits

    private var message: SIPMessage { arrival.message }

    /// Leaves of every header what may stay, and of a status line the number.
    func apply(to edit: inout MessageEdit) {
        for (index, header) in message.headers.enumerated() {
            switch treatment(of: header, at: index) {
            case .keep: break
            case .remove: edit.removeHeader(at: index)
            case .write(let value): edit.replaceValue(at: index, with: value)
            }
        }
        if let status = message.status { edit.replaceStatus(status, reason: ReasonPhrase.of(status)) }
    }

    private func treatment(of header: Header, at index: Int) -> Treatment {
        switch header.name {
        case .via, .callID, .cseq, .contentLength, .maxForwards, .route: return .keep
        case .from: return .write(AddressText.write(arrival.fields.from, in: message))
        case .to: return .write(AddressText.write(arrival.fields.to, in: message))
        case .contact: return contacts(at: index)
        case .recordRoute: return routes(at: index)
        case .wwwAuthenticate, .proxyAuthenticate, .authenticationInfo, .proxyAuthenticationInfo:
            return message.isRequest ? .remove : .keep
        case .expires, .minExpires, .retryAfter: return number(header)
        case .timestamp: return number(header, hasFraction: true)
        case .date: return DateText.matches(message.copy(header.valueRange)) ? .keep : .remove
        default:
            if let known = KnownTokens.of(header.name) { return tokens(known, at: index) }
            return scope == .call ? sessionTreatment(of: header) : .remove
        }
    }

    private func sessionTreatment(of header: Header) -> Treatment {
        switch header.name {
        case .rseq, .minSE: return number(header)
        case .rack: return SessionText.acknowledged(message.copy(header.valueRange)).map(Treatment.write) ?? .remove
        case .sessionExpires:
            return SessionText.interval(message.copy(header.valueRange)).map(Treatment.write) ?? .remove
        case .reason: return SessionText.cause(message.copy(header.valueRange)).map(Treatment.write) ?? .remove
        case .contentType: return .write(Array("application/sdp".utf8))
        case .event:
            guard let event = arrival.fields.event else { return .remove }
            let package = EventPackage(message.copy(event.type).span, passing: [])
            return package == .unknown ? .remove : .write(EventText.write(arrival, package))
        case .subscriptionState: return .write(StateText.write(arrival))
        default: return .remove
        }
    }

    /// The addresses alone. Those of a redirection go altogether: they tell where a person's calls go, and a phone would ask there.
    private func contacts(at index: Int) -> Treatment {
        if let status = message.status, (300..<400).contains(status) { return .remove }
        return joined(
            message.items(at: index).compactMap { item in
                (try? NameAddress.parse(in: message, item.range, limits: limits)).map {
                    AddressText.writeContact($0, in: message)
                }
            }
        )
    }

    /// URIs with their parameters, which the next hop needs as it wrote them.
    private func routes(at index: Int) -> Treatment {
        joined(
            message.items(at: index).compactMap { item in
                (try? NameAddress.parse(in: message, item.range, limits: limits)).map {
                    [UInt8(ascii: "<")] + message.copy($0.uriRange) + [UInt8(ascii: ">")]
                }
            }
        )
    }

    private func tokens(_ known: [StaticString], at index: Int) -> Treatment {
        joined(
            message.items(at: index).compactMap { item in
                let range = item.range
                let bare = message.withBytes(range) { value in
                    (0..<value.count).first { value[$0] == UInt8(ascii: ";") || value[$0] == UInt8(ascii: " ") }
                }
                let token = ByteRange(lower: range.lower, upper: bare.map { range.lower + $0 } ?? range.upper)
                return known.contains { message.equals(token, lowercase: $0) } ? message.copy(token) : nil
            }
        )
    }

    private func joined(_ values: [[UInt8]]) -> Treatment {
        values.isEmpty ? .remove : .write(Array(values.joined(separator: Array(", ".utf8))))
    }

    private func number(_ header: Header, hasFraction: Bool = false) -> Treatment {
        SessionText.number(message.copy(header.valueRange)[...], hasFraction: hasFraction).map(Treatment.write)
            ?? .remove
    }
}
