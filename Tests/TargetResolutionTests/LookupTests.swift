import Chance
import Testing

@testable import TargetResolution

@Suite struct LookupTests {
    static func begin(_ uri: String) throws -> Lookup.Step {
        var lookup = Lookup(try Target(uri))
        return lookup.begin()
    }

    static func names(_ step: Lookup.Step) -> [String] {
        guard case .ask(let questions) = step else { return [] }
        return questions.map { "\($0.kind) \($0.name)" }
    }

    @Test func aBareNameIsAskedForItsServices() throws {
        #expect(try Self.names(Self.begin("sip:example.com")) == ["naptr example.com"])
        #expect(try Self.names(Self.begin("sips:example.com")) == ["naptr example.com"])
    }

    @Test func aTransportNamesTheService() throws {
        #expect(try Self.names(Self.begin("sip:example.com;transport=tcp")) == ["srv _sip._tcp.example.com"])
        #expect(try Self.names(Self.begin("sips:example.com;transport=tcp")) == ["srv _sips._tcp.example.com"])
    }

    @Test func aPortLeavesAddressesOnly() throws {
        #expect(
            try Self.names(Self.begin("sip:example.com:5060;transport=tcp")) == ["a example.com", "aaaa example.com"]
        )
    }

    @Test func withoutNAPTREveryTransportIsAskedFor() throws {
        for (uri, services) in [
            "sip:example.com": ["_sip._udp.", "_sip._tcp.", "_sips._tcp."], "sips:example.com": ["_sips._tcp."],
        ] {
            var generator = SeededRandom(seed: 1)
            var lookup = Lookup(try Target(uri))
            _ = lookup.begin()
            let step = lookup.take([.nothing(.noSuchRecords)], using: &generator)
            #expect(Self.names(step) == services.map { "srv \($0)example.com" })
        }
    }

    @Test func aMissingNAPTRAnswerIsNotTakenForNone() throws {
        var generator = SeededRandom(seed: 1)
        var lookup = Lookup(try Target("sip:example.com"))
        _ = lookup.begin()
        let step = lookup.take([.failure(.timeout)], using: &generator)
        #expect(step == .failed(ResolutionError(.timeout, "example.com")))
    }

    @Test func eachNameIsAskedForOnce() throws {
        var generator = SeededRandom(seed: 1)
        var lookup = Lookup(try Target("sip:example.com;transport=udp"))
        _ = lookup.begin()
        let records = (0..<20).map { SRVRecord(priority: $0, weight: 0, port: 5060, target: "a.example.com") }
        let step = lookup.take([.records(records.map(DNSRecord.srv), ttlSeconds: 60)], using: &generator)
        #expect(Self.names(step) == ["a a.example.com", "aaaa a.example.com"])
    }

    @Test func soManyServicesAndTargetsAreTaken() throws {
        var generator = SeededRandom(seed: 1)
        var lookup = Lookup(try Target("sip:example.com"))
        _ = lookup.begin()
        _ = lookup.take([.nothing(.noSuchRecords)], using: &generator)
        let answers = (0..<3).map { transport in
            let records = (0..<32).map {
                SRVRecord(priority: $0, weight: 0, port: 5060, target: "n\($0).t\(transport)")
            }
            return Answer.records(records.map(DNSRecord.srv), ttlSeconds: 60)
        }
        guard case .ask(let questions) = lookup.take(answers, using: &generator) else {
            Issue.record("no addresses are asked for")
            return
        }
        #expect(questions.count == 2 * Limits.srvRecordsMax)
        let addresses = questions.map { question in
            Answer.records((0..<16).map { .address("\(question.kind) \(question.name) \($0)") }, ttlSeconds: 60)
        }
        guard case .done(let resolution) = lookup.take(addresses, using: &generator) else {
            Issue.record("no targets")
            return
        }
        #expect(resolution.targets.count == Limits.targetsMax)
    }
}
