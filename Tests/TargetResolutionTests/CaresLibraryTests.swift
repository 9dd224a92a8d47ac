import Chance
import Rehearsal
import Testing

@testable import TargetResolution

@Suite struct CaresLibraryTests {
    static func packet(_ zone: String, _ name: String, _ kind: RecordKind) throws -> [UInt8] {
        let zone = try #require(try Zone.all().first { $0.name == zone }).zone
        return try #require(zone.answer(name, kind.rawValue))
    }

    static func answer(_ zone: String, _ name: String, _ kind: RecordKind) throws -> Answer {
        CaresLibrary.answer(CaresLibrary.reply(try packet(zone, name, kind)), to: kind)
    }

    @Test func addressesComeInTheOrderOfTheAnswer() throws {
        #expect(
            try Self.answer("addresses", "example.com", .a)
                == .records([.address("192.0.2.1"), .address("192.0.2.2")], ttlSeconds: 90)
        )
    }

    @Test func ipv6AddressesAreShort() throws {
        #expect(
            try Self.answer("addresses", "example.com", .aaaa) == .records([.address("2001:db8::1")], ttlSeconds: 300)
        )
    }

    @Test func servicesAreReadWithTheirLifetime() throws {
        #expect(
            try Self.answer("services", "_sip._tcp.example.com", .srv)
                == .records(
                    [.srv(SRVRecord(priority: 10, weight: 0, port: 5064, target: "a.example.com"))],
                    ttlSeconds: 500
                )
        )
    }

    @Test func theRootIsAnEmptyName() throws {
        guard case .records(let records, _) = try Self.answer("services", "_sip._udp.off.example.com", .srv) else {
            Issue.record("no records")
            return
        }
        #expect(records == [.srv(SRVRecord(priority: 0, weight: 0, port: 0, target: ""))])
    }

    @Test func pointersToServicesAreReadInLowerCase() throws {
        guard case .records(let records, ttlSeconds: 1_000) = try Self.answer("naptr", "example.com", .naptr) else {
            Issue.record("no records")
            return
        }
        #expect(records.count == 6)
        let expected = NAPTRRecord(
            order: 10,
            preference: 20,
            flags: "s",
            service: "sips+d2t",
            replacement: "_sips._tcp.example.net"
        )
        #expect(records.contains(.naptr(expected)))
    }

    @Test func anAliasThatEndsNowhereIsToldApart() throws {
        #expect(try Self.answer("aliases", "one.example.com", .a) == .nothing(.aliasWithoutEnd))
    }

    @Test func aCutAnswerIsMalformed() throws {
        #expect(try Self.answer("faults", "cut.example.com", .a) == .failure(.malformed))
    }

    @Test(arguments: [
        ("addresses", "example.com", RecordKind.a), ("addresses", "example.com", .aaaa),
        ("services", "_sip._udp.example.com", .srv), ("naptr", "example.com", .naptr),
    ])
    func noCutAnswerIsTakenForAWholeOne(_ zone: String, _ name: String, _ kind: RecordKind) throws {
        let packet = try Self.packet(zone, name, kind)
        for count in 0..<packet.count {
            #expect(
                CaresLibrary.answer(CaresLibrary.reply(Array(packet.prefix(count))), to: kind) == .failure(.malformed)
            )
        }
    }

    /// Whatever stands in an answer, reading it ends, within the limits; the sanitizers see the rest.
    @Test(arguments: [
        ("addresses", "example.com", RecordKind.a), ("addresses", "example.com", .aaaa),
        ("services", "_sip._udp.example.com", .srv), ("naptr", "example.com", .naptr),
    ])
    func alteredAnswersAreReadWithinTheLimits(_ zone: String, _ name: String, _ kind: RecordKind) throws {
        let packet = try Self.packet(zone, name, kind)
        var generator = SeededRandom(seed: 7)
        for _ in 0..<2_000 {
            var altered = packet
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 4..<altered.count, using: &generator)
                altered[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if case .records(let records, _) = CaresLibrary.answer(CaresLibrary.reply(altered), to: kind) {
                #expect(records.count <= Limits.srvRecordsMax)
            }
        }
    }

    @Test func soManyRecordsOfOneNameAreLookedAt() throws {
        // Twenty addresses: the answer again with its record repeated.
        var packet = try Self.packet("addresses", "short.example.com", .a)
        let record = packet.suffix(packet.count - 12 - (try #require(packet[12...].firstIndex(of: 0)) - 12 + 5))
        for _ in 0..<19 { packet += record }
        packet[7] = 20
        guard case .records(let records, _) = CaresLibrary.answer(CaresLibrary.reply(packet), to: .a) else {
            Issue.record("no records")
            return
        }
        #expect(records.count == Limits.addressesPerNameMax)
    }
}
