import Testing

@testable import Enforcement

@Suite struct PeerTests {
    static let asserted = "P-Asserted-Identity: <sip:101@example.com>"

    static func forwarded(_ place: IdentityPlace, _ identity: [IdentityMethod], on socket: Side = .phone) throws
        -> String
    {
        let request = IdentityRequest(wish: .cancel, headers: [asserted, "Remote-Party-ID: <sip:101@example.com>"])
        let flow = Flow(socket: socket, remote: place.remote)
        return IdentityWorld.text(
            try IdentityWorld.pipeline(identity, at: place).process(request.bytes, on: flow, at: IdentityPlace.made)
        )
    }

    @Test func whatAServerAssertsIsForwarded() throws {
        #expect(IdentityWorld.lines("P-Asserted-Identity", in: try Self.forwarded(.peer, [.peer])) == [Self.asserted])
    }

    @Test func otherIdentityHeadersOfAServerAreRemoved() throws {
        #expect(IdentityWorld.lines("Remote-Party-ID", in: try Self.forwarded(.peer, [.peer])).isEmpty)
    }

    @Test(arguments: [IdentityPlace.ownPhone, .unbound, .unlisted])
    func whatAnybodyElseAssertsIsRemoved(_ place: IdentityPlace) throws {
        let text = try Self.forwarded(place, [.registration, .peer])
        #expect(text.hasPrefix("CANCEL"))
        #expect(IdentityWorld.lines("P-Asserted-Identity", in: text).isEmpty)
    }

    @Test func aServerIsNotBelievedUnlessTheMethodIsConfigured() throws {
        #expect(IdentityWorld.lines("P-Asserted-Identity", in: try Self.forwarded(.peer, [.registration])).isEmpty)
    }

    @Test func aServerIsNotBelievedOnTheSocketThatFacesThePBX() throws {
        let text = try Self.forwarded(.peer, [.peer], on: .pbx)
        #expect(IdentityWorld.lines("P-Asserted-Identity", in: text).isEmpty)
    }

    @Test func anAddressWithoutAPortCoversEveryPort() {
        let address = PeerAddress(Endpoint(ipv4: 0xC633_6401, port: 0))
        #expect(address.covers(Endpoint(ipv4: 0xC633_6401, port: 40_000)))
        #expect(!address.covers(Endpoint(ipv4: 0xC633_6402, port: 40_000)))
    }

    @Test func anAddressWithAPortCoversThatPort() {
        let address = PeerAddress(Endpoint(ipv4: 0xC633_6401, port: 5060))
        #expect(address.covers(Endpoint(ipv4: 0xC633_6401, port: 5060)))
        #expect(!address.covers(Endpoint(ipv4: 0xC633_6401, port: 5061)))
    }
}
