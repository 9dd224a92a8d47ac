/// The little of a PBX that needs no state: it accepts what it gets and can notify.
public struct ScriptedPBX {
    /// A 200 to the request, with the headers that a response copies (RFC 3261 §8.2.6.2) and those that `lines` adds.
    ///
    /// Contacts are those of the request, as a registrar tells them, unless `contact` gives the PBX's own.
    public static func accept(_ request: String, _ lines: [String] = [], contact: String? = nil) -> String {
        let to = header("To", of: request)
        let tagged = to.contains(";tag=") ? to : to + ";tag=\(tag)"
        let names = ["Via", "Record-Route", "From", "Call-ID", "CSeq"] + (contact == nil ? ["Contact"] : [])
        let own = contact.map { ["Contact: <\($0)>"] } ?? []
        return
            (["SIP/2.0 200 OK"] + all(names, of: request) + ["To: \(tagged)"] + own + lines + [
                "Content-Length: 0", "", "",
            ])
            .joined(separator: "\r\n")
    }

    /// A NOTIFY in the dialog that the SUBSCRIBE made, along its route set (RFC 3261 §12.1.1), with the number still to be written.
    ///
    /// `lines` are those of the body: Content-Type and what it asks for besides.
    public static func notify(
        _ subscribe: String,
        from port: UInt16,
        lines: [String] = ["Content-Type: application/dialog-info+xml"],
        state: String = "active;expires=3599",
        body: String
    ) -> NumberedMessage {
        let routes = all(["Record-Route"], of: subscribe).map { $0.replacing("Record-Route:", with: "Route:") }
        let number = NumberedMessage.placeholder
        let contact = header("Contact", of: subscribe).filter { $0 != "<" && $0 != ">" }
        let head = [
            "NOTIFY \(contact) SIP/2.0", "Via: SIP/2.0/UDP 127.0.0.1:\(port);rport;branch=z9hG4bK\(number)",
            "Max-Forwards: 70", "From: \(header("To", of: subscribe));tag=\(tag)",
            "To: \(header("From", of: subscribe))",
            "Call-ID: \(header("Call-ID", of: subscribe))", "CSeq: \(number) NOTIFY",
            "Contact: <sip:101@127.0.0.1:\(port)>", "User-Agent: PBX", "Event: dialog",
            "Subscription-State: \(state)",
        ]
        let tail = ["Content-Length: \(body.utf8.count)", "", body]
        return NumberedMessage((head + lines + routes + tail).joined(separator: "\r\n"))
    }

    private static let tag = "pbx1"

    private static func all(_ names: [String], of message: String) -> [String] {
        message.split(separator: "\r\n").map(String.init).filter { line in
            names.contains { line.hasPrefix("\($0):") }
        }
    }

    /// The value of the first header of this name; empty when there is none.
    public static func header(_ name: String, of message: String) -> String {
        String(all([name], of: message).first?.dropFirst(name.count + 2) ?? "")
    }
}
