import Testing

@testable import SIPMessage

@Suite struct ViaTests {
    private func stamped(_ via: String, received: String?, rport: Int?) throws -> String {
        let message = try Sample.message(["Via": "Via: " + via])
        let value = try FieldReader.read(message).topVia.stamped(in: message, received: received, rport: rport)
        return String(decoding: value, as: UTF8.self)
    }

    @Test func readsBlanksAroundEverything() throws {
        let bytes = Array("SIP / 2.0 / tcp   [::1] : 5061 ; branch = z9 ; rport = 7 ; received=192.0.2.1".utf8)
        let via = try Via(bytes.span, bytes.span.all)
        #expect(via.transport == .tcp)
        #expect(via.sentByPort == 5061)
        #expect(via.sentByHost.count == 5)
        #expect(via.branch?.count == 2)
        #expect(via.rport?.count == 1)
        #expect(via.received?.count == 9)
    }

    @Test(arguments: [
        ("UDP", Via.Transport.udp), ("tcp", .tcp), ("TLS", .tls), ("SCTP", .sctp), ("WS", .ws), ("Wss", .wss),
        ("TLS-SCTP", .other),
    ])
    func knowsTransports(_ text: String, _ transport: Via.Transport) throws {
        let bytes = Array("SIP/2.0/\(text) h".utf8)
        #expect(try Via(bytes.span, bytes.span.all).transport == transport)
    }

    @Test func fillsInRport() throws {
        let value = try stamped("SIP/2.0/UDP h;rport;branch=z9hG4bK1", received: "192.0.2.7", rport: 5062)
        #expect(value == "SIP/2.0/UDP h;branch=z9hG4bK1;received=192.0.2.7;rport=5062")
    }

    @Test func replacesWhatTheSenderClaims() throws {
        let via = "SIP/2.0/UDP h;received=10.0.0.1;branch=z9hG4bK1;rport=9"
        let value = try stamped(via, received: "192.0.2.7", rport: 5062)
        #expect(value == "SIP/2.0/UDP h;branch=z9hG4bK1;received=192.0.2.7;rport=5062")
    }

    @Test func dropsAClaimedReceivedEvenWithoutItsOwn() throws {
        let value = try stamped("SIP/2.0/UDP h;received=10.0.0.1;branch=z9hG4bK1", received: nil, rport: nil)
        #expect(value == "SIP/2.0/UDP h;branch=z9hG4bK1")
    }

    @Test func writesNoRportThatWasNotAskedFor() throws {
        let value = try stamped("SIP/2.0/UDP h;branch=z9hG4bK1", received: nil, rport: 5062)
        #expect(value == "SIP/2.0/UDP h;branch=z9hG4bK1")
    }
}
