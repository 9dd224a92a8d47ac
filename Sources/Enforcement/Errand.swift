import NIOCore
import SIPMessage

/// A request of our own in a dialog of others, as one of its sides would send it: what ends a dialog, or asks the PBX for news.
///
/// Its Via is the only one in it. Its branch has a code over what the answer brings back, so that no other answer is taken for it, and a letter
/// that says what it was for: nothing is remembered of a request.
struct Errand {
    /// What a request is for.
    enum Purpose: UInt8, CaseIterable {
        /// To end a subscription.
        case endSubscription = 0x75  // "u"
        /// To have the PBX tell the state again, after less of it may be shown.
        case news = 0x6E  // "n"
        /// To end a call, or the attempt at one.
        case endCall = 0x62  // "b"
        /// To acknowledge an answer that came too late.
        case acknowledge = 0x61  // "a"

        /// What is done.
        var method: StaticString {
            switch self {
            case .endSubscription, .news: "SUBSCRIBE"
            case .endCall: "BYE"
            case .acknowledge: "ACK"
            }
        }
    }

    /// What it is for.
    let purpose: Purpose
    /// Out of which socket, and to whom.
    let destination: Destination
    /// The Request-URI.
    var target: [UInt8]
    /// Routes in their order, each in brackets.
    var routes: [[UInt8]] = []
    /// Record-Routes, which every SUBSCRIBE of a dialog has alike.
    var recordRoutes: [[UInt8]] = []
    /// In whose name it is sent.
    let from: LiveDialog.Party
    /// To whom.
    let to: LiveDialog.Party
    /// The Call-ID.
    let callID: [UInt8]
    /// The CSeq number.
    let number: UInt32
    /// Header lines besides those that every request has.
    var headers: [(name: StaticString, value: [UInt8])] = []
    /// The Via of the INVITE that is to be cancelled, which makes it a CANCEL; empty otherwise.
    var cancelled: [UInt8] = []

    private var method: StaticString { cancelled.isEmpty ? purpose.method : "CANCEL" }

    static let cookie = Array("z9hG4bKed".utf8)

    /// The branch of such a request.
    static func branch(
        _ purpose: Purpose,
        callID: [UInt8],
        tags: (from: [UInt8], to: [UInt8]),
        number: UInt32,
        keys: TokenKeys
    ) -> [UInt8] {
        var signed = callID + [0] + tags.from + [0] + tags.to + [0]
        signed.append(decimal: number)
        signed.append(purpose.rawValue)
        let code = keys.hexadecimal(signed, for: .errand, count: Limits.errandCodeBytes)
        return cookie + [purpose.rawValue] + Array(code.utf8)
    }

    /// The purpose that a branch states, if it looks like one of these; says nothing about its code.
    static func purpose(of branch: [UInt8]) -> Purpose? {
        guard branch.starts(with: cookie), branch.count > cookie.count else { return nil }
        return Purpose(rawValue: branch[cookie.count])
    }

    /// The transaction that its answer belongs to.
    var transaction: Transaction {
        var name = callID + [0] + from.tag + [0]
        name.append(method)
        name.append(0)
        return Transaction(peer: destination.remote, name: name, cseq: number, awaited: .finalResponse)
    }

    /// The message.
    func write(_ addresses: OwnAddresses, keys: TokenKeys) -> ByteBuffer {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        text.append(method)
        text.append(" ")
        text.append(contentsOf: target)
        text.append(" SIP/2.0\r\n")
        Self.line("Via", via(addresses, keys), &text)
        for value in recordRoutes { Self.line("Record-Route", value, &text) }
        if !routes.isEmpty { Self.line("Route", Array(routes.joined(separator: Array(", ".utf8))), &text) }
        text.append("Max-Forwards: 70\r\n")
        Self.line("From", Self.address(from), &text)
        Self.line("To", Self.address(to), &text)
        Self.line("Call-ID", callID, &text)
        var cseq: [UInt8] = []
        cseq.append(decimal: number)
        cseq.append(" ")
        cseq.append(method)
        Self.line("CSeq", cseq, &text)
        for (name, value) in headers { Self.line(name, value, &text) }
        text.append("Content-Length: 0\r\n\r\n")
        return ByteBuffer(bytes: text)
    }

    private func via(_ addresses: OwnAddresses, _ keys: TokenKeys) -> [UInt8] {
        guard cancelled.isEmpty else { return cancelled }
        let remote = destination.remote
        var text = Array("SIP/2.0/\(remote.transport.viaName) ".utf8)
        text.append(contentsOf: addresses.address(destination.socket, toward: remote).written)
        text.append(";branch=")
        text.append(
            contentsOf: Self.branch(purpose, callID: callID, tags: (from.tag, to.tag), number: number, keys: keys)
        )
        if destination.socket == .pbx, remote.transport.isReliable { text.append(";alias") }
        return text
    }

    private static func address(_ party: LiveDialog.Party) -> [UInt8] {
        var text: [UInt8] = Array("<".utf8) + party.uri + Array(">".utf8)
        guard !party.tag.isEmpty else { return text }
        text.append(";tag=")
        text.append(contentsOf: party.tag)
        return text
    }

    private static func line(_ name: StaticString, _ value: [UInt8], _ text: inout [UInt8]) {
        text.append(name)
        text.append(": ")
        text.append(contentsOf: value)
        text.append("\r\n")
    }
}
