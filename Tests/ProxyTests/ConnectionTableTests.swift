import Enforcement
import NIOEmbedded
import Testing

@testable import Proxy

/// Which connections there are, and how many of one address.
@Suite struct ConnectionTableTests {
    private let place = Endpoint(ipv4: 0xC000_0201, port: 50_000, transport: .tcp)

    @Test func aConnectionIsNotTakenForAnotherFromTheSamePort() {
        let table = ConnectionTable(perSourceMax: 2)
        let (first, second) = (EmbeddedChannel(), EmbeddedChannel())
        #expect(table.insert(first, at: place))
        #expect(!table.insert(second, at: place))
        #expect(table.channel(to: place) === first)
        #expect(table.count == 1)
    }

    @Test func whoIsTurnedAwayTakesNoPlace() {
        let table = ConnectionTable(perSourceMax: 2)
        #expect(table.insert(EmbeddedChannel(), at: place))
        for _ in 0..<5 { #expect(!table.insert(EmbeddedChannel(), at: place)) }
        #expect(table.insert(EmbeddedChannel(), at: Endpoint(ipv4: 0xC000_0201, port: 50_001, transport: .tcp)))
        table.remove(place)
        #expect(table.insert(EmbeddedChannel(), at: place))
    }
}
