import NIOCore

@testable import Enforcement

/// What the sender of a request in the identity matrix wants.
enum IdentityWish: String {
    case watch = "SUBSCRIBE to 102"
    case listen = "INVITE to *33102"
    case refresh = "SUBSCRIBE in its dialog"
    case transfer = "REFER in its dialog, to *33102"
    case cancel = "CANCEL of an INVITE to *33102"
    case acknowledge = "ACK in a dialog, from elsewhere"

    var method: String {
        switch self {
        case .watch, .refresh: "SUBSCRIBE"
        case .listen: "INVITE"
        case .transfer: "REFER"
        case .cancel: "CANCEL"
        case .acknowledge: "ACK"
        }
    }

    var isInDialog: Bool {
        switch self {
        case .refresh, .transfer, .acknowledge: true
        case .watch, .listen, .cancel: false
        }
    }

    var requestURI: String {
        switch self {
        case .watch: "sip:102@example.com"
        case .listen, .cancel: "sip:*33102@example.com"
        case .refresh, .transfer, .acknowledge: "sip:102@192.0.2.10:5070"
        }
    }

    var to: String {
        isInDialog || self == .watch ? "<sip:102@example.com>" : "<\(requestURI)>"
    }

    var headers: [String] {
        switch self {
        case .watch, .refresh: ["Event: dialog", "Expires: 600"]
        case .transfer: ["Refer-To: <sip:*33102@example.com>"]
        case .listen, .cancel, .acknowledge: []
        }
    }
}

/// A request of the identity matrix, before it is written.
struct IdentityRequest {
    var wish: IdentityWish
    var from = "101"
    var callID = "call-1"
    var route: String?
    var headers: [String] = []

    var bytes: ByteBuffer {
        var lines = [
            "\(wish.method) \(wish.requestURI) SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-\(callID);rport",
            "Max-Forwards: 70",
            "From: <sip:\(from)@example.com>;tag=from-1",
            "To: \(wish.to)\(wish.isInDialog ? ";tag=to-1" : "")",
            "Call-ID: \(callID)",
            "CSeq: 2 \(wish.method)",
            "Contact: <sip:101@192.0.2.1:5060>",
        ]
        if let route { lines.append("Route: \(route)") }
        lines += wish.headers + headers + ["Content-Length: 0", "", ""]
        return ByteBuffer(string: lines.joined(separator: "\r\n"))
    }
}

/// An answer to a challenge, with what may be wrong about it.
struct IdentityAnswer {
    /// Which nonce is answered.
    enum Nonce: String {
        case own = ""
        case old = "nonce 31 s old"
        case ofAnotherFlow = "nonce of another flow"
        case ofAnotherCall = "nonce of another Call-ID"
        case madeUp = "nonce made up"
    }

    var user = "101"
    var password: String?
    var algorithm = DigestAlgorithm.sha256
    var nonce = Nonce.own
    var qop: String? = "auth"
    var count = "00000001"
    var uri: String?
    var realm = "example.com"

    /// The header, for a request sent from a place.
    func header(for request: IdentityRequest, from place: IdentityPlace, at now: Moment) -> String {
        let text = String(decoding: nonceText(request, place, now), as: UTF8.self)
        let uri = uri ?? request.wish.requestURI
        let ha1 = algorithm.hash([user, realm, password ?? "pw-\(user)"].map { Array($0.utf8) })
        let ha2 = algorithm.hash([Array(request.wish.method.utf8), Array(uri.utf8)])
        let middle = qop.map { [text, count, "0a4f", $0] } ?? [text]
        let response = algorithm.hash([ha1] + middle.map { Array($0.utf8) } + [ha2])
        let quality = qop.map { ", qop=\($0), nc=\(count), cnonce=\"0a4f\"" } ?? ""
        return
            "Proxy-Authorization: Digest username=\"\(user)\", realm=\"\(realm)\", nonce=\"\(text)\", uri=\"\(uri)\", "
            + "response=\"\(String(decoding: response, as: UTF8.self))\", algorithm=\(algorithm.rawValue)\(quality)"
    }

    private func nonceText(_ request: IdentityRequest, _ place: IdentityPlace, _ now: Moment) -> [UInt8] {
        var scope = DigestNonce.Scope(
            flow: place.flow,
            realm: Array(realm.utf8),
            callID: Array(request.callID.utf8)
        )
        var made = now
        switch nonce {
        case .own: break
        case .old: made = Moment(unixSeconds: now.unixSeconds - 31)
        case .ofAnotherFlow: scope.flow = Flow(socket: .phone, remote: Endpoint(ipv4: 0x0A00_0001, port: 5060))
        case .ofAnotherCall: scope.callID = Array("call-0".utf8)
        case .madeUp: return Array("dcd98b7102dd2f0e8b11d0f600bfb0c093".utf8)
        }
        return DigestNonce.encode(for: scope, at: made, keys: TestKeys.first)
    }
}
