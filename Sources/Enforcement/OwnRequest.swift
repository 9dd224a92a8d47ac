import NIOCore
import SIPMessage

/// A request of our own to a PBX, outside any phone's business: OPTIONS, to see whether it answers.
///
/// Its Via is the only one in it, which is how its response is told from those that go on to a phone.
public struct OwnRequest: Sendable {
    /// The method, in capitals.
    public let method: String
    /// The Request-URI.
    public let uri: String
    /// From and To, each an address without tag.
    public let from: String
    /// The To address.
    public let to: String
    /// Names the exchange; made of what nobody can guess.
    public let callID: String
    /// The CSeq number.
    public let cseq: UInt32
    /// Headers besides those that every request has.
    public let headers: [(name: String, value: String)]

    /// A request; the Call-ID serves as From-tag and in the branch as well.
    public init(
        _ method: String,
        uri: String,
        from: String,
        to: String,
        callID: String,
        cseq: UInt32 = 1,
        headers: [(name: String, value: String)] = []
    ) {
        self.method = method
        self.uri = uri
        self.from = from
        self.to = to
        self.callID = callID
        self.cseq = cseq
        self.headers = headers
    }

    /// OPTIONS to the PBX itself (RFC 3261 §11).
    public static func options(to pbx: Endpoint, callID: String, _ addresses: OwnAddresses) -> OwnRequest {
        let own = "<sip:earshot@\(addresses.address(.pbx, toward: pbx).text)>"
        let uri = "sip:\(pbx.text)\(pbx.transport == .udp ? "" : ";transport=\(pbx.transport.parameter)")"
        return OwnRequest("OPTIONS", uri: uri, from: own, to: "<\(uri)>", callID: callID)
    }

    /// The request as it goes to that PBX.
    public func write(to pbx: Endpoint, _ addresses: OwnAddresses) -> ByteBuffer {
        let own = addresses.address(.pbx, toward: pbx).text
        var text = "\(method) \(uri) SIP/2.0\r\n"
        text += "Via: SIP/2.0/\(pbx.transport.viaName) \(own);branch=\(Self.cookie)\(callID).\(cseq);rport\r\n"
        text += "Max-Forwards: 70\r\nFrom: \(from);tag=\(callID)\r\nTo: \(to)\r\nCall-ID: \(callID)\r\n"
        text += "CSeq: \(cseq) \(method)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        text += "Content-Length: 0\r\n\r\n"
        return ByteBuffer(string: text)
    }

    static let cookie = "z9hG4bKeo"
}

/// What a PBX answered to a request of ours.
public struct OwnAnswer: Sendable, Equatable {
    /// The Call-ID of the request.
    public let callID: String
    /// The CSeq number and method of the request.
    public let cseq: UInt32
    /// The method.
    public let method: String
    /// The status code.
    public let status: Int
    /// The To header with the tag that the PBX gave it; an ACK needs it.
    public let to: String

    package init(callID: String, cseq: UInt32, method: String, status: Int, to: String) {
        self.callID = callID
        self.cseq = cseq
        self.method = method
        self.status = status
        self.to = to
    }
}

extension Pipeline {
    /// The answer to a request of our own, if this response is one: one Via, ours, with a branch that no phone's request gets.
    func ownAnswer(_ arrival: Arrival, _ status: Int) -> Outcome? {
        let message = arrival.message
        let via = arrival.fields.topVia
        let cookie = Array(OwnRequest.cookie.utf8)
        guard arrival.vias.count == 1, let branch = via.branch,
            message.copy(branch).starts(with: cookie),
            settings.addresses.contain(via.sentByHost, port: via.sentByPort, in: message)
        else { return nil }
        let answer = OwnAnswer(
            callID: String(decoding: arrival.callID, as: UTF8.self),
            cseq: arrival.fields.cseqNumber,
            method: arrival.methodName,
            status: status,
            to: message.first(.to).map { message.string($0.valueRange) } ?? ""
        )
        return Outcome(arrival.judgement(.drop, rule: "answer-to-us"), [.answered(answer)])
    }
}
