import AccessPolicy
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

    static func lines(of records: [AuditRecord]) async throws -> [[String: String]] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("audit-\(UUID().uuidString).jsonl")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try AuditLog(path: path, logger: Logger(label: "test"))
        for record in records { log.append(record, at: Moment(unixSeconds: 0)) }
        await log.close()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
        }
    }

    @Test func aRefusalIsOneObjectWithEveryFieldOfTheDesign() async throws {
        let lines = try await Self.lines(of: [Self.record()])
        #expect(
            lines == [
                [
                    "time": "1970-01-01T00:00:00Z", "organization": "Example Ltd", "watcher": "bob", "extension": "101",
                    "action": "status", "verdict": "reject", "disclosure": "none", "rule": "status-nobody",
                    "method": "SUBSCRIBE", "call-id": "call-1", "source": "192.0.2.7:5062",
                ]
            ]
        )
    }

    @Test func recordsKeepTheirOrder() async throws {
        let records = (0..<500).map { Self.record(callID: "call-\($0)") }
        #expect(try await Self.lines(of: records).map { $0["call-id"] } == records.map(\.callID))
    }

    @Test func rebuildsAreRecordedWhenTheyChangeOnly() async throws {
        let status = Self.record(verdict: .rebuild, disclosure: .status, rule: "callers-nobody")
        let gone = Self.record(verdict: .rebuild, disclosure: .none)
        let lines = try await Self.lines(of: [status, status, gone, gone, status])
        #expect(lines.map { $0["disclosure"] } == ["status", "none", "status"])
    }

    @Test func anotherSubscriptionIsNews() async throws {
        let one = Self.record(callID: "a", verdict: .rebuild, disclosure: .status)
        let other = Self.record(callID: "b", verdict: .rebuild, disclosure: .status)
        #expect(try await Self.lines(of: [one, other, one]).count == 2)
    }

    @Test func everyRefusalIsRecorded() async throws {
        #expect(try await Self.lines(of: [Self.record(), Self.record()]).count == 2)
    }

    @Test func textCannotBreakTheLine() async throws {
        let nasty = "1\"\\\n\u{1B}[2J\u{7F}\u{9B}é"
        let lines = try await Self.lines(of: [Self.record(target: nasty)])
        #expect(lines.map { $0["extension"] } == [nasty])
        let bytes = AuditLine.encode(Self.record(target: nasty), at: Moment(unixSeconds: 0))
        #expect(bytes.dropLast().allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_700_000_000, "2023-11-14T22:13:20Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    ])
    func timesAreRFC3339(_ seconds: Int64, _ text: String) {
        #expect(RFC3339.text(seconds) == text)
    }
}
