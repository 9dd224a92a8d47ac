import Enforcement
import Synchronization
import Testing

@testable import TargetResolution
@testable import earshot

/// PBXes that are found by their names, and found again later.
@Suite struct PBXLookupTests {
    /// A name service whose answer to SRV questions for UDP can be changed; every other name has the address in it.
    private final class Names: NameService {
        let services: Mutex<Answer>

        init(_ services: Answer) { self.services = Mutex(services) }

        func ask(_ questions: [Question]) async -> [Answer] {
            questions.map { question in
                switch question.kind {
                case .naptr, .aaaa: .nothing(.noSuchRecords)
                case .srv: question.name.hasPrefix("_sip._udp.") ? services.withLock { $0 } : .nothing(.noSuchName)
                case .a: .records([.address("192.0.2." + question.name.prefix { $0 != "." })], ttlSeconds: 600)
                }
            }
        }

        func listed(_ name: String) async -> [String] { [] }
    }

    /// `10.example` is at 192.0.2.10.
    private static func services(_ hosts: [Int], ttl: UInt32 = 300) -> Answer {
        let records = hosts.enumerated().map { place, host in
            DNSRecord.srv(.init(priority: UInt16(place), weight: 0, port: 5060, target: "\(host).example"))
        }
        return .records(records, ttlSeconds: ttl)
    }

    private static func lookup(_ names: Names, _ pbx: String = "\"sip:pbx.example\"") -> PBXLookup {
        let configuration = PBXConfigurationTests.read("pbx: [\(pbx)]\n").configuration
        return PBXLookup(configuration, resolver: TargetResolver(service: names))
    }

    private static func hosts(_ found: PBXLookup.Found) -> [String] { found.members.map(\.endpoint.host) }

    @Test func theOrderIsThatOfTheRecords() async {
        let found = await Self.lookup(Names(Self.services([11, 10]))).look()
        #expect(Self.hosts(found) == ["192.0.2.11", "192.0.2.10"])
        #expect(found.problems == [])
    }

    @Test func itIsLookedAgainWhenTheRecordsHaveRunOut() async {
        #expect(await Self.lookup(Names(Self.services([10], ttl: 90))).look().seconds == 90)
    }

    @Test func anotherZoneIsFollowed() async {
        let names = Names(Self.services([10, 11]))
        let lookup = Self.lookup(names)
        #expect(Self.hosts(await lookup.look()) == ["192.0.2.10", "192.0.2.11"])
        names.services.withLock { $0 = Self.services([12, 10]) }
        #expect(Self.hosts(await lookup.look()) == ["192.0.2.12", "192.0.2.10"])
    }

    @Test(arguments: [ResolutionError.Cause.timeout, .unreachable, .refused])
    func aNameServerThatIsDeadTakesNothingAway(_ cause: ResolutionError.Cause) async {
        let names = Names(Self.services([10, 11]))
        let lookup = Self.lookup(names)
        _ = await lookup.look()
        names.services.withLock { $0 = .failure(cause) }
        let found = await lookup.look()
        #expect(Self.hosts(found) == ["192.0.2.10", "192.0.2.11"])
        #expect(found.problems.count == 1)
        #expect(found.seconds == 30)
    }

    @Test func whatIsNotLookedUpStaysWhereItIs() async {
        let lookup = Self.lookup(Names(.failure(.timeout)), "\"sip:pbx.example\", \"udp://192.0.2.20\"")
        let found = await lookup.look()
        #expect(Self.hosts(found) == ["192.0.2.20"])
        #expect(found.problems.count == 1)
    }

    @Test func aPBXOfTwoNamesIsOnePBX() async {
        let lookup = Self.lookup(Names(Self.services([10])), "\"sip:pbx.example\", \"sip:other.example\"")
        #expect(Self.hosts(await lookup.look()) == ["192.0.2.10"])
    }
}
