import Enforcement
import Testing

@testable import Proxy

@Suite struct BindingTableTests {
    static let alice = AddressOfRecord(user: Array("alice".utf8), host: Array("example.com".utf8))
    static let bob = AddressOfRecord(user: Array("bob".utf8), host: Array("example.com".utf8))
    static let desk = Endpoint(ipv4: 0xC000_0201, port: 5060)
    static let softphone = Endpoint(ipv4: 0xC000_0202, port: 5060)

    static func at(_ seconds: Int64) -> Moment { Moment(unixSeconds: seconds) }

    @Test func aBindingHoldsUntilItsTime() {
        let table = BindingTable()
        table.bind(Self.alice, at: Self.desk, until: Self.at(100), now: Self.at(0))
        #expect(table.addresses(at: Self.desk, now: Self.at(99)) == [Self.alice])
        #expect(table.addresses(at: Self.desk, now: Self.at(100)).isEmpty)
        #expect(table.endpoint(of: Self.alice, now: Self.at(99)) == Self.desk)
        #expect(table.endpoint(of: Self.alice, now: Self.at(100)) == nil)
    }

    @Test func aFlowHasWhatRegisteredOverItAndNothingElse() {
        let table = BindingTable()
        table.bind(Self.alice, at: Self.desk, until: Self.at(100), now: Self.at(0))
        #expect(table.addresses(at: Self.softphone, now: Self.at(1)).isEmpty)
        #expect(table.addresses(at: Endpoint(ipv4: 0xC000_0201, port: 5061), now: Self.at(1)).isEmpty)
    }

    @Test func twoPeopleMayShareAFlow() {
        let table = BindingTable()
        table.bind(Self.alice, at: Self.desk, until: Self.at(100), now: Self.at(0))
        table.bind(Self.bob, at: Self.desk, until: Self.at(50), now: Self.at(0))
        #expect(Set(table.addresses(at: Self.desk, now: Self.at(1))) == [Self.alice, Self.bob])
        #expect(table.addresses(at: Self.desk, now: Self.at(60)) == [Self.alice])
    }

    @Test func aRefreshReplacesTheTime() {
        let table = BindingTable()
        table.bind(Self.alice, at: Self.desk, until: Self.at(100), now: Self.at(0))
        table.bind(Self.alice, at: Self.desk, until: Self.at(200), now: Self.at(90))
        #expect(table.addresses(at: Self.desk, now: Self.at(150)) == [Self.alice])
        #expect(table.count == 1)
    }

    @Test func unbindingOneFlowLeavesTheOthers() {
        let table = BindingTable()
        table.bind(Self.alice, at: Self.desk, until: Self.at(100), now: Self.at(0))
        table.bind(Self.alice, at: Self.softphone, until: Self.at(100), now: Self.at(0))
        table.unbind(Self.alice, at: Self.desk)
        #expect(table.addresses(at: Self.desk, now: Self.at(1)).isEmpty)
        #expect(table.addresses(at: Self.softphone, now: Self.at(1)) == [Self.alice])
    }

    @Test func unbindingEverywhereLeavesNone() {
        let table = BindingTable()
        table.bind(Self.alice, at: Self.desk, until: Self.at(100), now: Self.at(0))
        table.bind(Self.alice, at: Self.softphone, until: Self.at(100), now: Self.at(0))
        table.bind(Self.bob, at: Self.desk, until: Self.at(100), now: Self.at(0))
        table.unbind(Self.alice, at: nil)
        #expect(table.addresses(at: Self.desk, now: Self.at(1)) == [Self.bob])
        #expect(table.addresses(at: Self.softphone, now: Self.at(1)).isEmpty)
        #expect(table.endpoint(of: Self.alice, now: Self.at(1)) == nil)
        #expect(table.count == 1)
    }

    @Test func pruningForgetsWhatHasExpired() {
        let table = BindingTable()
        table.bind(Self.alice, at: Self.desk, until: Self.at(10), now: Self.at(0))
        table.bind(Self.bob, at: Self.desk, until: Self.at(100), now: Self.at(0))
        table.prune(now: Self.at(50))
        #expect(table.count == 1)
        #expect(table.addresses(at: Self.desk, now: Self.at(50)) == [Self.bob])
    }

    @Test func aFlowHoldsABoundedNumber() {
        let table = BindingTable()
        for number in 0..<100 {
            let address = AddressOfRecord(user: Array("u\(number)".utf8), host: Array("example.com".utf8))
            table.bind(address, at: Self.desk, until: Self.at(100), now: Self.at(0))
        }
        #expect(table.count == Limits.addressesPerFlowMax)
        #expect(!table.bind(Self.alice, at: Self.desk, until: Self.at(100), now: Self.at(0)))
    }
}
