import Rehearsal
import Testing

/// What is too large for one datagram (RFC 3261 §18.1.1).
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LargeMessageTests {
    private static func request(_ method: String, from port: UInt16, padding: Int = 0, toTag: String = "") -> String {
        """
        \(method) sip:105@\(Stage.domain) SIP/2.0
        Via: SIP/2.0/UDP \(Ports.host):\(port);branch=z9hG4bKlarge;rport
        Max-Forwards: 70
        From: <sip:102@\(Stage.domain)>;tag=phone
        To: <sip:105@\(Stage.domain)>\(toTag)
        Call-ID: large
        CSeq: 1 \(method)
        Contact: <sip:102@\(Ports.host):\(port)>
        Subject: \(String(repeating: "x", count: padding))
        Content-Length: 0


        """
    }

    @Test(arguments: [1_400, 10])
    func aCallThatIsTooLargeForUDPGoesByTCPAndIsCancelledThere(_ padding: Int) async throws {
        let wanted = padding > 1_300 ? "tcp" : "udp"
        try await Stage.with(.earshot(policy: "policy.yaml", site: Site(features: [.tcp]))) { stage in
            let (kamailio, earshot) = (try #require(stage.kamailio), try #require(stage.earshot))
            let callee = try await stage.phone("105")
            let phone = try DatagramPhone(port: try await stage.registeredPort("102"))

            try phone.send(Self.request("INVITE", from: phone.port, padding: padding), to: earshot.address)
            try await callee.rings()
            let ringing = await phone.receive(within: Limits.wire) { $0.isResponse(180) }
            #expect(ringing?.header("Call-ID") == "large")
            let invite = try await kamailio.requests.first("the INVITE") {
                $0.method == "INVITE" && $0.callID == "large"
            }
            #expect(invite.transport == wanted)

            try phone.send(Self.request("CANCEL", from: phone.port), to: earshot.address)
            let tag = await phone.receive(within: Limits.wire) { $0.isResponse(487) }?.tag("To") ?? ""
            try phone.send(Self.request("ACK", from: phone.port, toTag: ";tag=\(tag)"), to: earshot.address)
            try await callee.call(is: "DISCONNECTED")

            for method in ["CANCEL", "ACK"] {
                let request = try await kamailio.requests.first("the \(method)") {
                    $0.method == method && $0.callID == "large"
                }
                #expect(request.transport == wanted, "\(method)")
            }
        }
    }
}
