import Testing

@testable import Enforcement
@testable import Proxy

@Suite struct BindingTableTests {
    static let alice = AddressOfRecord(user: Array("alice".utf8), host: Array("example.com".utf8))
    static let bob = AddressOfRecord(user: Array("bob".utf8), host: Array("example.com".utf8))
    static let desk = Endpoint(ipv4: 0xC000_0201, port: 5060)
    static let softphone = Endpoint(ipv4: 0xC000_0202, port: 5060)

    static func at(_ seconds: Int64) -> Moment { Moment(unixSeconds: seconds) }

    static func binding(
        _ address: AddressOfRecord,
        _ contact: UInt32 = 1,
        at endpoint: Endpoint = desk,
        until seconds: Int64 = 100,
        call: UInt64 = 7
    ) -> Binding {
        Binding(
            address: address,
            contact: contact,
            endpoint: endpoint,
            until: at(seconds),
            call: CallMark(bits: call)
        )
    }

    static func table(_ bindings: Binding...) -> BindingTable {
        let table = BindingTable()
        for binding in bindings { table.bind(binding, now: at(0)) }
        return table
    }

    @Test func aBindingHoldsUntilItsTime() {
        let table = Self.table(Self.binding(Self.alice))
        #expect(table.addresses(at: Self.desk, now: Self.at(99)) == [Self.alice])
        #expect(table.addresses(at: Self.desk, now: Self.at(100)).isEmpty)
        #expect(table.endpoint(of: Self.alice, now: Self.at(99)) == Self.desk)
        #expect(table.endpoint(of: Self.alice, now: Self.at(100)) == nil)
        #expect(table.endpoint(of: Self.alice, contact: 1, now: Self.at(99)) == Self.desk)
        #expect(table.endpoint(of: Self.alice, contact: 1, now: Self.at(100)) == nil)
    }

    @Test func aFlowHasWhatRegisteredOverItAndNothingElse() {
        let table = Self.table(Self.binding(Self.alice))
        #expect(table.addresses(at: Self.softphone, now: Self.at(1)).isEmpty)
        #expect(table.addresses(at: Endpoint(ipv4: 0xC000_0201, port: 5061), now: Self.at(1)).isEmpty)
    }

    @Test func twoPeopleMayShareAFlow() {
        let table = Self.table(Self.binding(Self.alice), Self.binding(Self.bob, until: 50))
        #expect(Set(table.addresses(at: Self.desk, now: Self.at(1))) == [Self.alice, Self.bob])
        #expect(table.addresses(at: Self.desk, now: Self.at(60)) == [Self.alice])
    }

    @Test func aRefreshReplacesTheTime() {
        let table = Self.table(Self.binding(Self.alice), Self.binding(Self.alice, until: 200))
        #expect(table.addresses(at: Self.desk, now: Self.at(150)) == [Self.alice])
        #expect(table.count == 1)
    }

    @Test func theSameContactFromANewPortMoves() {
        let moved = Endpoint(ipv4: 0xC000_0201, port: 40_000)
        let table = Self.table(Self.binding(Self.alice), Self.binding(Self.alice, at: moved))
        #expect(table.addresses(at: Self.desk, now: Self.at(1)).isEmpty)
        #expect(table.addresses(at: moved, now: Self.at(1)) == [Self.alice])
        #expect(table.endpoint(of: Self.alice, now: Self.at(1)) == moved)
        #expect(table.count == 1)
    }

    @Test func anotherPersonsEqualContactStays() {
        let table = Self.table(Self.binding(Self.alice), Self.binding(Self.bob, at: Self.softphone))
        #expect(table.endpoint(of: Self.alice, contact: 1, now: Self.at(1)) == Self.desk)
        #expect(table.endpoint(of: Self.bob, contact: 1, now: Self.at(1)) == Self.softphone)
    }

    @Test func theNewestContactIsWhereAPersonIs() {
        let table = Self.table(
            Self.binding(Self.alice, 1),
            Self.binding(Self.alice, 2, at: Self.softphone),
            Self.binding(Self.alice, 1)
        )
        #expect(table.endpoint(of: Self.alice, now: Self.at(1)) == Self.desk)
        #expect(table.endpoint(of: Self.alice, contact: 2, now: Self.at(1)) == Self.softphone)
    }

    @Test func whenTheNewestContactEndsTheOneBeforeIsTheNewest() {
        let table = Self.table(Self.binding(Self.alice, 1), Self.binding(Self.alice, 2, at: Self.softphone, until: 50))
        #expect(table.endpoint(of: Self.alice, now: Self.at(50)) == Self.desk)
        table.unbind(Self.alice, contact: 2)
        #expect(table.endpoint(of: Self.alice, now: Self.at(1)) == Self.desk)
    }

    @Test func twoContactsOverOneFlowAreOnePerson() {
        let table = Self.table(Self.binding(Self.alice, 1), Self.binding(Self.alice, 2))
        #expect(table.addresses(at: Self.desk, now: Self.at(1)) == [Self.alice])
        table.unbind(Self.alice, contact: 1)
        #expect(table.addresses(at: Self.desk, now: Self.at(1)) == [Self.alice])
    }

    @Test func theCallIsTheOneThatBoundLast() {
        let table = Self.table(Self.binding(Self.alice, call: 7), Self.binding(Self.alice, call: 8))
        #expect(table.call(of: Self.alice, contact: 1, now: Self.at(1)) == CallMark(bits: 8))
        #expect(table.call(of: Self.alice, contact: 2, now: Self.at(1)) == nil)
    }

    @Test func unbindingOneContactLeavesTheOthers() {
        let table = Self.table(Self.binding(Self.alice, 1), Self.binding(Self.alice, 2, at: Self.softphone))
        table.unbind(Self.alice, contact: 1)
        #expect(table.addresses(at: Self.desk, now: Self.at(1)).isEmpty)
        #expect(table.addresses(at: Self.softphone, now: Self.at(1)) == [Self.alice])
    }

    @Test func unbindingEveryContactLeavesNone() {
        let table = Self.table(
            Self.binding(Self.alice, 1),
            Self.binding(Self.alice, 2, at: Self.softphone),
            Self.binding(Self.bob)
        )
        table.unbind(Self.alice, contact: nil)
        #expect(table.addresses(at: Self.desk, now: Self.at(1)) == [Self.bob])
        #expect(table.addresses(at: Self.softphone, now: Self.at(1)).isEmpty)
        #expect(table.endpoint(of: Self.alice, now: Self.at(1)) == nil)
        #expect(table.count == 1)
    }

    @Test func aClosedFlowTakesAllThatIsBoundToIt() {
        let table = Self.table(
            Self.binding(Self.alice),
            Self.binding(Self.bob),
            Self.binding(Self.bob, 2, at: Self.softphone)
        )
        table.unbind(at: Self.desk)
        #expect(table.endpoint(of: Self.alice, now: Self.at(1)) == nil)
        #expect(table.endpoint(of: Self.bob, now: Self.at(1)) == Self.softphone)
        #expect(table.count == 1)
    }

    @Test func pruningForgetsWhatHasExpired() {
        let table = Self.table(Self.binding(Self.alice, until: 10), Self.binding(Self.bob))
        table.prune(now: Self.at(50))
        #expect(table.count == 1)
        #expect(table.addresses(at: Self.desk, now: Self.at(50)) == [Self.bob])
        #expect(table.all(now: Self.at(0)) == [Self.binding(Self.bob)])
    }

    @Test func whatWasKeptIsThereAgainAsFarAsItHolds() {
        let table = BindingTable()
        let kept = [
            Self.binding(Self.alice, 1, until: 10), Self.binding(Self.alice, 2),
            Self.binding(Self.alice, 3, at: Self.softphone),
        ]
        let connections = Transport.allCases.filter(\.isReliable).map { transport in
            Self.binding(Self.bob, UInt32(transport.rawValue), at: Self.desk.by(transport))
        }
        table.restore(kept + connections, now: Self.at(10))
        #expect(connections.count == 4)
        #expect(table.all(now: Self.at(10)) == [kept[1], kept[2]])
        #expect(table.endpoint(of: Self.alice, now: Self.at(10)) == Self.softphone)
    }

    @Test func changesAreNotedAsTheyHappen() {
        let table = BindingTable()
        var noted: [JournalChange] = []
        table.bind(Self.binding(Self.alice, 1), now: Self.at(0)) { noted.append($0) }
        table.bind(Self.binding(Self.alice, 1, until: 200), now: Self.at(0)) { noted.append($0) }
        table.bind(Self.binding(Self.alice, 2), now: Self.at(0)) { noted.append($0) }
        table.unbind(at: Self.desk) { noted.append($0) }
        table.unbind(Self.alice, contact: nil) { noted.append($0) }
        #expect(
            noted == [
                .bind(Self.binding(Self.alice, 1)), .bind(Self.binding(Self.alice, 1, until: 200)),
                .bind(Self.binding(Self.alice, 2)), .drop(Self.alice, contact: 1), .drop(Self.alice, contact: 2),
            ]
        )
    }

    @Test func whatIsRefusedOrNotThereIsNotNoted() {
        let table = Self.fullFlow()
        table.bind(Self.binding(Self.alice), now: Self.at(0)) { change in
            Issue.record("\(change)")
        }
        table.unbind(Self.alice, contact: 1) { change in
            Issue.record("\(change)")
        }
    }

    static func fullFlow() -> BindingTable {
        let table = BindingTable()
        for number in 0..<100 {
            let address = AddressOfRecord(user: Array("u\(number)".utf8), host: Array("example.com".utf8))
            table.bind(binding(address), now: at(0))
        }
        return table
    }

    @Test func aFlowHoldsABoundedNumber() {
        let table = Self.fullFlow()
        #expect(table.count == Limits.addressesPerFlowMax)
        #expect(!table.bind(Self.binding(Self.alice), now: Self.at(0)))
    }

    @Test func aPersonHoldsABoundedNumberOfContacts() {
        let table = BindingTable()
        let flow = { (contact: UInt32) in Endpoint(ipv4: 0xC000_0200 | contact, port: 5060) }
        for contact in UInt32(0)..<100 {
            table.bind(Self.binding(Self.alice, contact, at: flow(contact)), now: Self.at(0))
        }
        #expect(table.count == Limits.contactsPerAddressMax)
        #expect(table.bind(Self.binding(Self.alice, 3, at: flow(101)), now: Self.at(0)))
        #expect(table.bind(Self.binding(Self.alice, 200, at: flow(102), until: 300), now: Self.at(100)))
        #expect(table.count == 1)
    }
}
