/// The little of a PBX that the loopback run needs: it accepts what it gets and can notify.
struct ScriptedPBX {
    /// A 200 to the request, with the headers that a response copies (RFC 3261 §8.2.6.2) and those that `lines` adds.
    static func accept(_ request: String, _ lines: [String] = []) -> String {
        let to = header("To", of: request) + ";tag=pbx1"
        let kept = all(["Via", "Record-Route", "From", "Call-ID", "CSeq", "Contact"], of: request)
        return (["SIP/2.0 200 OK"] + kept + ["To: \(to)"] + lines + ["Content-Length: 0", "", ""])
            .joined(separator: "\r\n")
    }

    /// A NOTIFY in the dialog that the SUBSCRIBE made, along its route set (RFC 3261 §12.1.1), with the number still to be written.
    static func notify(_ subscribe: String, from port: UInt16, body: String) -> NumberedMessage {
        let routes = all(["Record-Route"], of: subscribe).map { $0.replacing("Record-Route:", with: "Route:") }
        let number = NumberedMessage.placeholder
        let contact = header("Contact", of: subscribe).filter { $0 != "<" && $0 != ">" }
        let lines = [
            "NOTIFY \(contact) SIP/2.0", "Via: SIP/2.0/UDP 127.0.0.1:\(port);rport;branch=z9hG4bK\(number)",
            "Max-Forwards: 70", "From: \(header("To", of: subscribe));tag=pbx1", "To: \(header("From", of: subscribe))",
            "Call-ID: \(header("Call-ID", of: subscribe))", "CSeq: \(number) NOTIFY",
            "Contact: <sip:101@127.0.0.1:\(port)>", "User-Agent: PBX", "Event: dialog",
            "Subscription-State: active;expires=3599", "Content-Type: application/dialog-info+xml",
        ]
        let tail = ["Content-Length: \(body.utf8.count)", "", body]
        return NumberedMessage((lines + routes + tail).joined(separator: "\r\n"))
    }

    private static func all(_ names: [String], of message: String) -> [String] {
        message.split(separator: "\r\n").map(String.init).filter { line in
            names.contains { line.hasPrefix("\($0):") }
        }
    }

    private static func header(_ name: String, of message: String) -> String {
        String(all([name], of: message).first?.dropFirst(name.count + 2) ?? "")
    }
}
