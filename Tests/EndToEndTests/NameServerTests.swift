import Rehearsal
import TargetResolution
import Testing

/// c-ares against a name server of our own, on the loopback address.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct NameServerTests {
    static let zones = (try? Zone.all().map(\.name)) ?? []

    private static func outcome(_ uri: String, _ resolver: TargetResolver) async -> (targets: [String], rest: String) {
        do throws(ResolutionError) {
            let resolution = try await resolver.resolve(Target(uri))
            let targets = resolution.targets.map {
                "\($0.transport.rawValue) \($0.address) \($0.port) \($0.priority) \($0.weight)"
            }
            return (targets, "\(resolution.ttlSeconds)")
        } catch {
            return ([], "\(error.cause)")
        }
    }

    @Test(arguments: zones)
    func everyZoneLeadsWhereItsFileSays(_ name: String) async throws {
        let zone = try #require(try Zone.all().first { $0.name == name }).zone
        try await NameServer.with(zone) { server in
            let patient = TargetResolver(servers: [server.address], timeout: .seconds(5))
            let hasty = TargetResolver(servers: [server.address], timeout: .milliseconds(300))
            for expected in zone.cases {
                let resolver = expected.error == "timeout" ? hasty : patient
                var (targets, rest) = await Self.outcome(expected.ask, resolver)
                var wanted = expected.targets ?? []
                if expected.byLot == true {
                    targets.sort()
                    wanted.sort()
                }
                #expect(targets == wanted, "\(expected.ask)")
                #expect(rest == expected.ttl.map { "\($0)" } ?? expected.error, "\(expected.ask)")
            }
        }
    }

    @Test func aSilentServerIsGivenUpInTime() async throws {
        let zone = try #require(try Zone.all().first { $0.name == "faults" }).zone
        try await NameServer.with(zone) { server in
            let resolver = TargetResolver(servers: [server.address], timeout: .milliseconds(300))
            let start = ContinuousClock.now
            #expect(await Self.outcome("sip:silent.example.com:5060", resolver).rest == "timeout")
            #expect(ContinuousClock.now - start <= Limits.promise)
            // Asked more than once, so that one lost datagram does no harm.
            #expect(server.asked.entries.filter { $0 == "1 silent.example.com" }.count == 2)
        }
    }

    @Test func theNextServerIsAskedWhereTheFirstIsNotThere() async throws {
        let zone = try #require(try Zone.all().first { $0.name == "addresses" }).zone
        try await NameServer.with(zone) { server in
            let nobody = "\(Ports.host):\(try Ports.free())"
            let resolver = TargetResolver(servers: [nobody, server.address])
            #expect(await Self.outcome("sip:short.example.com:5060", resolver).targets == ["udp 192.0.2.3 5060 0 0"])
        }
    }

    @Test func nobodyToAskIsToldSo() async throws {
        let resolver = TargetResolver(servers: ["\(Ports.host):\(try Ports.free())"])
        #expect(await Self.outcome("sip:example.com", resolver).rest == "unreachable")
    }

    @Test func aListOfServersThatIsNoneIsToldSo() async {
        #expect(await Self.outcome("sip:example.com", TargetResolver(servers: [])).rest == "unusable")
        #expect(await Self.outcome("sip:example.com", TargetResolver(servers: ["dns.example"])).rest == "unusable")
    }

    @Test func theHostsFileComesFirst() async throws {
        let zone = try #require(try Zone.all().first { $0.name == "addresses" }).zone
        try await NameServer.with(zone) { server in
            let found = await Self.outcome("sip:localhost", TargetResolver(servers: [server.address]))
            #expect(found.targets.first == "udp 127.0.0.1 5060 0 0")
            #expect(server.asked.count == 0)
        }
    }

    @Test func manyMayAskAtOnce() async throws {
        let zone = try #require(try Zone.all().first { $0.name == "services" }).zone
        try await NameServer.with(zone) { server in
            let resolver = TargetResolver(servers: [server.address])
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask { await Self.outcome("sip:example.com", resolver).targets.count }
                }
                for await count in group { #expect(count == 5) }
            }
        }
    }
}
