import NIOCore
import Testing

@testable import Enforcement

@Suite struct StunKeepAliveTests {
    static let transaction: [UInt8] = [0xB7, 0xE7, 0xA7, 0x01, 0xBC, 0x34, 0xD6, 0x86, 0xFA, 0x87, 0xDF, 0xAE]
    static let request = ByteBuffer(bytes: [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + transaction)

    /// The answer's attribute to a request from this address; the header is checked here.
    static func attribute(from remote: Endpoint) throws -> [UInt8] {
        let answer = try #require(StunKeepAlive.answer(request, from: remote))
        let bytes = Array(answer.readableBytesView)
        #expect(Array(bytes[0..<2]) == [1, 1])
        #expect(Int(bytes[2]) << 8 | Int(bytes[3]) == bytes.count - 20)
        #expect(Array(bytes[4..<20]) == [0x21, 0x12, 0xA4, 0x42] + transaction)
        return Array(bytes[20...])
    }

    // The addresses, transaction and attributes are those of RFC 5769 §2.2 and §2.3.
    @Test func anIPv4SenderIsToldItsAddress() throws {
        let remote = Endpoint(ipv4: 0xC000_0201, port: 32_853)
        #expect(
            try Self.attribute(from: remote) == [0, 0x20, 0, 8, 0, 1, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43]
        )
    }

    @Test func anIPv6SenderIsToldItsAddress() throws {
        let remote = Endpoint(high: 0x2001_0DB8_1234_5678, low: 0x0011_2233_4455_6677, port: 32_853)
        #expect(
            try Self.attribute(from: remote) == [
                0, 0x20, 0, 0x14, 0, 2, 0xA1, 0x47, 0x01, 0x13, 0xA9, 0xFA, 0xA5, 0xD3, 0xF1, 0x79, 0xBC, 0x25, 0xF4,
                0xB5,
                0xBE, 0xD2, 0xB9, 0xD9,
            ]
        )
    }

    @Test func othersAreNoRequests() {
        #expect(StunKeepAlive.isRequest(Self.request))
        for index in [0, 1, 2, 3, 4, 7] {
            var bytes = Array(Self.request.readableBytesView)
            bytes[index] ^= 0x40
            #expect(!StunKeepAlive.isRequest(ByteBuffer(bytes: bytes)), "byte \(index)")
        }
        #expect(!StunKeepAlive.isRequest(ByteBuffer(bytes: Array(Self.request.readableBytesView).dropLast())))
    }

    @Test func aRegisteredPhoneIsAnsweredOnItsFlow() throws {
        let flow = Flow(socket: .phone, remote: Scene.phone(11))
        let outcome = try Scene.pipeline().process(Self.request, on: flow, at: Scene.now)
        guard case .reply(_, to: let destination)? = outcome.actions.first else {
            Issue.record("no answer")
            return
        }
        #expect(destination == Destination(backTo: flow))
    }

    @Test func nobodyElseIsAnswered() throws {
        let stranger = Flow(socket: .phone, remote: Scene.phone(99))
        #expect(try Scene.pipeline().process(Self.request, on: stranger, at: Scene.now).actions.isEmpty)
        let pbxSide = Flow(socket: .pbx, remote: Scene.phone(11))
        #expect(try Scene.pipeline().process(Self.request, on: pbxSide, at: Scene.now).actions.isEmpty)
    }
}
