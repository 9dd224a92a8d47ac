import ScriptedSIP

/// What is timed, as text: messages of the sizes that phones and PBXes send, and a policy with roles and many rules.
enum BenchText {
    static func policy() -> String {
        let users = (0..<1_000).map { "  u\($0): {extensions: [\"\(20_000 + $0)\"]}" }
        let roles = (0..<50).map { role in
            "  Role \(role): [\((0..<20).map { "\"user:u\(role * 20 + $0)\"" }.joined(separator: ", "))]"
        }
        let extensions = (0..<10_000).map { number in
            "  \"\(30_000 + number)\": {status: {only: [\"role:Role \(number % 50)\"]}}"
        }
        return """
            organization: Bench
            domains: [example.com]
            users:
            \(users.joined(separator: "\n"))
            roles:
              Admin: ["user:u0"]
            \(roles.joined(separator: "\n"))
            extensions:
              "101": {connected-callers: nobody}
              "102": {status: nobody}
            \(extensions.joined(separator: "\n"))
            """
    }

    /// `contact` is where the phone is; the branch and the CSeq hold a number that the loopback run writes anew.
    static func subscribe(to number: String, from contact: String = "192.0.2.7:5062", call: String = "1") -> String {
        request(
            "SUBSCRIBE",
            to: number,
            from: contact,
            call: call,
            extra: [
                "Event: dialog", "Accept: application/dialog-info+xml", "Expires: 3600",
                "Allow: INVITE, ACK, CANCEL, BYE, NOTIFY, REFER, OPTIONS, INFO, SUBSCRIBE",
            ]
        )
    }

    static func register(from contact: String) -> String {
        request("REGISTER", to: "u7", from: contact, call: "register", extra: ["Expires: 3600"])
    }

    static let invite = request(
        "INVITE",
        to: "101",
        extra: [
            "Allow: INVITE, ACK, CANCEL, BYE, NOTIFY, REFER, OPTIONS, INFO, SUBSCRIBE", "Supported: replaces, timer",
            "Content-Type: application/sdp",
        ],
        body: """
            v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 40000 RTP/AVP 9 8 0 18 101\r\n\
            a=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:18 G729/8000\r\n\
            a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n
            """
    )

    static func dialogInfo(of number: String) -> String {
        """
        <?xml version="1.0"?>
        <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="4" state="full" entity="sip:\(number)@example.com">
        <dialog id="e1fee10d-5987-4d29-b0fb-7259852ca855" direction="recipient">
        <state>early</state>
        <local><identity display="\(number)">sip:\(number)@example.com</identity>\
        <target uri="sip:\(number)@example.com"/></local>
        <remote><identity display="Alice Caller">sip:15550199@example.com</identity>\
        <target uri="sip:15550199@example.com"/></remote>
        </dialog>
        </dialog-info>
        """
    }

    static func notify(about number: String) -> String {
        let body = dialogInfo(of: number)
        return """
            NOTIFY sip:u7@192.0.2.7:5062 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bKDg1r0B8S37jyj\r\n\
            Max-Forwards: 70\r\nFrom: <sip:\(number)@example.com>;tag=pbx1\r\nTo: <sip:u7@example.com>;tag=w1\r\n\
            Call-ID: bench-\(number)@192.0.2.7\r\nCSeq: 2 NOTIFY\r\nContact: <sip:\(number)@192.0.2.10:5060>\r\n\
            User-Agent: PBX\r\nEvent: dialog\r\nSubscription-State: active;expires=3599\r\n\
            Content-Type: application/dialog-info+xml\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
            """
    }

    private static func request(
        _ method: String,
        to user: String,
        from contact: String = "192.0.2.7:5062",
        call: String = "1",
        extra: [String],
        body: String = ""
    ) -> String {
        let number = NumberedMessage.placeholder
        return
            ([
                "\(method) sip:\(user)@example.com SIP/2.0",
                "Via: SIP/2.0/UDP \(contact);branch=z9hG4bK\(number);rport", "Max-Forwards: 70",
                "From: \"Seven\" <sip:u7@example.com>;tag=w1", "To: <sip:\(user)@example.com>",
                "Call-ID: bench-\(call)@192.0.2.7", "CSeq: \(number) \(method)", "Contact: <sip:u7@\(contact)>",
                "User-Agent: Phone/1.0",
            ] + extra + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n")
    }
}
