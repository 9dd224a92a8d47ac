import AccessPolicy
import AuditTrail
import Enforcement
import Foundation
import Logging
import Testing

@testable import Proxy

@Suite struct AuditLogTests {
    static func record(
        callID: String = "call-1",
        verdict: Judgement.Verdict = .reject,
        disclosure: Disclosure = .none,
        rule: String = "status-nobody",
        target: String = "101"
    ) -> AuditRecord {
        AuditRecord(
            organization: "Example Ltd",
            watcher: "bob",
            target: target,
            question: .status,
            verdict: verdict,
            disclosure: disclosure,
            rule: rule,
            method: "SUBSCRIBE",
            callID: callID,
            source: Endpoint(ipv4: 0xC000_0207, port: 5062)
        )
    }

    private static func path() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("audit-\(UUID().uuidString).jsonl").path
    }

    private static func remove(_ path: String) {
        for path in [path, AuditLog.headPath(of: path), path + ".1"] {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private static func open(_ path: String) throws -> AuditLog {
        try AuditLog(path: path, keys: AuditWriterTests.keys(), logger: Logger(label: "test"))
    }

    private static func lines(at path: String) throws -> [[String: Any]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    static func lines(of records: [AuditRecord]) async throws -> [[String: Any]] {
        let path = path()
        defer { remove(path) }
        let log = try open(path)
        for record in records { log.append(record, at: Moment(unixSeconds: 0)) }
        await log.close()
        return try lines(at: path)
    }

    private static func verify(_ paths: [String]) throws -> AuditReport {
        var verifier = AuditVerifier(keys: try AuditWriterTests.keys())
        for path in paths {
            verifier.begin(file: path)
            verifier.take(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
            verifier.end()
        }
        return verifier.finish()
    }

    @Test func recordsKeepTheirOrder() async throws {
        let records = (0..<500).map { Self.record(callID: "call-\($0)") }
        let lines = try await Self.lines(of: records)
        #expect(lines.map { $0["call-id"] as? String } == records.map(\.callID))
        #expect(lines.map { $0["seq"] as? Int } == Array(1...500))
    }

    @Test func rebuildsAreRecordedWhenTheyChangeOnly() async throws {
        let status = Self.record(verdict: .rebuild, disclosure: .status, rule: "callers-nobody")
        let gone = Self.record(verdict: .rebuild, disclosure: .none)
        let lines = try await Self.lines(of: [status, status, gone, gone, status])
        #expect(lines.map { $0["disclosure"] as? String } == ["status", "none", "status"])
    }

    @Test func anotherSubscriptionIsNews() async throws {
        let one = Self.record(callID: "a", verdict: .rebuild, disclosure: .status)
        let other = Self.record(callID: "b", verdict: .rebuild, disclosure: .status)
        #expect(try await Self.lines(of: [one, other, one]).count == 2)
    }

    @Test func everyRefusalIsRecorded() async throws {
        #expect(try await Self.lines(of: [Self.record(), Self.record()]).count == 2)
    }

    @Test func aRestartGoesOnWithTheFile() async throws {
        let path = Self.path()
        defer { Self.remove(path) }
        for round in 0..<3 {
            let log = try Self.open(path)
            log.append(Self.record(callID: "round-\(round)"), at: Moment(unixSeconds: 0))
            await log.close()
        }
        #expect(try Self.verify([path]).isIntact)
        #expect(try Self.lines(at: path).map { $0["seq"] as? Int } == [1, 2, 3])
    }

    @Test func aLongFileIsResumedFromItsEnd() async throws {
        let path = Self.path()
        defer { Self.remove(path) }
        for count in [3_000, 10] {
            let log = try Self.open(path)
            for number in 0..<count { log.append(Self.record(callID: "call-\(number)"), at: Moment(unixSeconds: 0)) }
            await log.close()
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count > AuditLimits.tailBytes)
        #expect(try Self.verify([path]).isIntact)
        #expect(try Self.verify([path]).last?.seq == 3_010)
    }

    @Test func aFileThatWasPutElsewhereIsFollowedByANewOne() async throws {
        let path = Self.path()
        defer { Self.remove(path) }
        var log = try Self.open(path)
        log.append(Self.record(callID: "before"), at: Moment(unixSeconds: 0))
        await log.close()
        log = try Self.open(path)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        log.append(Self.record(callID: "after"), at: Moment(unixSeconds: 0))
        await log.close()
        #expect(try Self.lines(at: path).map { $0["verdict"] as? String } == ["opened", "reject"])
        #expect(try Self.verify([path + ".1", path]).isIntact)
    }

    @Test func theHeadIsOfTheLastRecord() async throws {
        let path = Self.path()
        defer { Self.remove(path) }
        let log = try Self.open(path)
        for _ in 0..<7 { log.append(Self.record(), at: Moment(unixSeconds: 0)) }
        log.note(AuditEvent(.service, .stopped, reason: "the proxy ends"))
        await log.close()
        let head = try Data(contentsOf: URL(fileURLWithPath: AuditLog.headPath(of: path)))
        let position = try #require(AuditHead.read(Array(head), keys: try AuditWriterTests.keys()))
        #expect(position == (try Self.verify([path])).last)
    }
}
