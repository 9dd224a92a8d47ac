import Chance
import Rehearsal
import Testing

@testable import TargetResolution

@Suite struct TargetResolverTests {
    static let cases: [(zone: String, ask: String)] =
        (try? Zone.all())?.flatMap { name, zone in
            zone.cases.map { (name, $0.ask) }
        } ?? []

    @Test func thereAreZones() {
        #expect(Self.cases.count > 30)
    }

    @Test(arguments: cases)
    func aZoneLeadsWhereItsFileSays(_ zone: String, _ ask: String) async throws {
        let found = try #require(try Zone.all().first { $0.name == zone }).zone
        let expected = try #require(found.cases.first { $0.ask == ask })
        let resolver = TargetResolver(service: ZoneService(zone: found))
        let outcome = await Outcome(of: ask, by: resolver)
        #expect(outcome.inOrder(expected.byLot) == Outcome(expected).inOrder(expected.byLot))
    }

    @Test func aNameInTheHostsFileIsNotAskedFor() async throws {
        let zone = try #require(try Zone.all().first { $0.name == "services" }).zone
        let service = ZoneService(zone: zone, hosts: ["example.com": ["127.0.0.2", "::1"]])
        let resolution = try await TargetResolver(service: service).resolve(Target("sip:example.com"))
        #expect(resolution.targets.map(\.address) == ["127.0.0.2", "::1"])
        #expect(resolution.ttlSeconds == 30)
    }

    @Test func lotsAreDrawnByTheGeneratorThatIsGiven() async throws {
        let zone = try #require(try Zone.all().first { $0.name == "services" }).zone
        let resolver = TargetResolver(service: ZoneService(zone: zone))
        var firsts: Set<UInt16> = []
        for seed in 0..<32 {
            var generator = SeededRandom(seed: UInt64(seed))
            let resolution = try await resolver.resolve(Target("sip:lots.example.com"), using: &generator)
            var again = SeededRandom(seed: UInt64(seed))
            #expect(try await resolver.resolve(Target("sip:lots.example.com"), using: &again) == resolution)
            firsts.insert(resolution.targets[0].port)
        }
        #expect(firsts == [5060, 5061])
    }

    @Test func whoIsToBlameIsNamed() async throws {
        let zone = try #require(try Zone.all().first { $0.name == "services" }).zone
        await #expect(throws: ResolutionError(.noSuchName, "gone.example.com")) {
            try await TargetResolver(service: ZoneService(zone: zone)).resolve(Target("sip:lost.example.com"))
        }
    }
}

/// What a resolution comes to, as a zone file writes it.
struct Outcome: Equatable {
    var targets: [String] = []
    var ttl: UInt32?
    var error: String?

    init(_ expected: Zone.Case) {
        (targets, ttl, error) = (expected.targets ?? [], expected.ttl, expected.error)
    }

    init(of uri: String, by resolver: TargetResolver) async {
        do throws(ResolutionError) {
            let resolution = try await resolver.resolve(Target(uri))
            ttl = resolution.ttlSeconds
            targets = resolution.targets.map {
                "\($0.transport.rawValue) \($0.address) \($0.port) \($0.priority) \($0.weight)"
            }
        } catch {
            self.error = "\(error.cause)"
        }
    }

    /// Sorted where the order is by lot.
    func inOrder(_ byLot: Bool?) -> Outcome {
        var outcome = self
        if byLot == true { outcome.targets.sort() }
        return outcome
    }
}
