import Enforcement
import NIOCore

/// A SIP message in the making: lines and a body. `buffer` ends the lines with CRLF and counts the body.
struct SIPText {
    var start: String
    /// Name and value, in order. `Content-Length` is added when it is written.
    var headers: [(name: String, value: String)]
    var body: [UInt8] = []

    init(_ start: String, _ headers: [(String, String)], body: [UInt8] = []) {
        self.start = start
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
    }

    /// A request of a phone outside a dialog: `user` asks about `target`.
    static func request(
        _ method: String,
        _ target: String = "sip:101@example.com",
        from user: String,
        to: String? = nil,
        _ more: [(String, String)] = []
    ) -> SIPText {
        let domain = user == "eve" ? "other.example" : "example.com"
        return SIPText(
            "\(method) \(target) SIP/2.0",
            [
                ("Via", "SIP/2.0/UDP 192.0.2.50:5060;branch=z9hG4bK-\(method.lowercased());rport"),
                ("Max-Forwards", "70"),
                ("From", "<sip:\(user)@\(domain)>;tag=from-\(user)"),
                ("To", to ?? "<\(target)>"),
                ("Call-ID", "call-\(user)@192.0.2.50"),
                ("CSeq", "1 \(method)"),
                ("Contact", "<sip:\(user)@192.0.2.50:5060>"),
            ] + more
        )
    }

    static func subscribe(_ target: String = "sip:101@example.com", from user: String, event: String = "dialog")
        -> SIPText
    {
        request("SUBSCRIBE", target, from: user, [("Event", event), ("Expires", "600")])
    }

    /// A NOTIFY of the PBX about 101, to the phone of `user`.
    static func notify(
        to user: String,
        event: String = "dialog",
        state: String = "active;expires=300",
        type: String = "application/dialog-info+xml",
        body: [UInt8] = Array(Self.ringing.utf8),
        _ more: [(String, String)] = []
    ) -> SIPText {
        SIPText(
            "NOTIFY sip:\(user)@\(Scene.phones[user]?.text ?? "192.0.2.98:5060") SIP/2.0",
            [
                ("Via", "SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-notify"),
                ("Max-Forwards", "70"),
                ("From", "<sip:101@example.com>;tag=pbx"),
                ("To", "<sip:\(user)@example.com>;tag=from-\(user)"),
                ("Call-ID", "call-\(user)@192.0.2.50"),
                ("CSeq", "7 NOTIFY"),
                ("Contact", "<sip:101@127.0.0.1:5070>"),
                ("Event", event),
                ("Subscription-State", state),
            ] + more + (body.isEmpty || type.isEmpty ? [] : [("Content-Type", type)]),
            body: body
        )
    }

    /// A dialog-info document of a ringing phone with its caller.
    static let ringing = """
        <?xml version="1.0"?>
        <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="4" state="full" entity="sip:101@example.com">
        <dialog id="d1" direction="recipient"><state>early</state>
        <remote><identity display="Alice Caller">sip:15550199@example.com</identity></remote></dialog>
        </dialog-info>
        """

    /// Replaces the first header of that name, or adds it.
    func with(_ name: String, _ value: String) -> SIPText {
        var copy = self
        if let index = headers.firstIndex(where: { $0.name == name }) {
            copy.headers[index].value = value
        } else {
            copy.headers.append((name: name, value: value))
        }
        return copy
    }

    func adding(_ name: String, _ value: String) -> SIPText {
        var copy = self
        copy.headers.append((name: name, value: value))
        return copy
    }

    func without(_ name: String) -> SIPText {
        var copy = self
        copy.headers.removeAll { $0.name == name }
        return copy
    }

    /// All values of that header, as written.
    func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    var buffer: ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString(start + "\r\n")
        for (name, value) in headers { buffer.writeString("\(name): \(value)\r\n") }
        if values("Content-Length").isEmpty { buffer.writeString("Content-Length: \(body.count)\r\n") }
        buffer.writeString("\r\n")
        buffer.writeBytes(body)
        return buffer
    }

    /// What was sent, taken apart again.
    init(_ sent: ByteBuffer) {
        let bytes = Array(sent.readableBytesView)
        let end = bytes.indices.first { bytes[$0...].starts(with: Array("\r\n\r\n".utf8)) } ?? bytes.count
        var lines = String(decoding: bytes[..<end], as: UTF8.self).components(by: "\r\n")
        start = lines.isEmpty ? "" : lines.removeFirst()
        headers = lines.map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (
                name: String(line[..<colon]),
                value: String(line[colon...].dropFirst().drop { $0 == " " })
            )
        }
        body = Array(bytes.dropFirst(end + 4))
    }

    /// Its status, when it is a response.
    var status: Int? {
        start.hasPrefix("SIP/2.0 ") ? Int(start.dropFirst(8).prefix(3)) : nil
    }

    /// A response to it: Vias, From, To with a tag, Call-ID and CSeq as they are (RFC 3261 §8.2.6).
    func answer(_ status: Int, _ reason: String, _ more: [(String, String)] = [], body: [UInt8] = []) -> SIPText {
        let copied = headers.filter { ["Via", "From", "Call-ID", "CSeq", "Record-Route"].contains($0.name) }
        let to = values("To").first ?? ""
        return SIPText(
            "SIP/2.0 \(status) \(reason)",
            copied.map { ($0.name, $0.value) } + [("To", to.contains(";tag=") ? to : to + ";tag=answer")] + more,
            body: body
        )
    }
}

extension String {
    fileprivate func components(by separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}

extension Outcome {
    /// The message that was sent on, taken apart; nil when none was.
    var forwarded: SIPText? { forwards.first.map { SIPText($0.bytes) } }

    /// Every message that was sent on, with where to.
    var forwards: [(bytes: ByteBuffer, to: Destination)] {
        actions.compactMap { action in
            if case .forward(let bytes, let destination, under: _) = action { return (bytes, destination) }
            return nil
        }
    }

    /// What was recorded.
    var audits: [AuditRecord] {
        actions.compactMap { action in
            if case .audit(let record) = action { return record }
            return nil
        }
    }

    /// The answer that was given, taken apart; nil when none was.
    var reply: SIPText? {
        for case .reply(let bytes, to: _) in actions { return SIPText(bytes) }
        return nil
    }

    /// The bytes of whatever was sent; empty when nothing was.
    var sent: [UInt8] {
        for action in actions {
            switch action {
            case .forward(let bytes, to: _, under: _), .reply(let bytes, to: _): return Array(bytes.readableBytesView)
            case .bind, .unbind, .assign, .answered, .audit, .live, .retransmit, .settle, .call: continue
            }
        }
        return []
    }
}
