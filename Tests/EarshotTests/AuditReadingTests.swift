import AccessPolicy
import AuditTrail
import Enforcement
import Foundation
import TestFolder
import Testing

@testable import earshot

/// `earshot audit verify`, on files.
@Suite struct AuditReadingTests {
    private let place = TestFolder()
    private var folder: URL { place.url }

    private func keys() throws -> TokenKeys {
        try #require(TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]))
    }

    private func lines(_ count: Int, _ chain: inout AuditChain) -> [UInt8] {
        let event = AuditEvent(.service, .started, reason: "the proxy serves")
        return (0..<count).flatMap { chain.seal(AuditLine.fields(event, at: Moment(unixSeconds: Int64($0)))) }
    }

    /// Runs over files in a folder.
    private func report(_ files: [(name: String, bytes: [UInt8])], _ set: (inout AuditReading) -> Void = { _ in })
        throws -> AuditReport
    {
        for file in files { try Data(file.bytes).write(to: folder.appending(path: file.name)) }
        let names = files.map(\.name).filter { !$0.hasSuffix(".head") }
        var reading = AuditReading(paths: names.map { folder.appending(path: $0).path }, keys: try keys())
        set(&reading)
        return try reading.report()
    }

    @Test func aFileAndItsHeadAreIntact() throws {
        var chain = AuditChain(keys: try keys())
        let bytes = lines(3, &chain)
        let report = try report([("audit.jsonl", bytes), ("audit.jsonl.head", chain.head)])
        #expect(report.isIntact)
        #expect(report.remarks.isEmpty)
        #expect(AuditReportText.words(report).hasPrefix("intact: 3 records\nfirst 1:"))
    }

    @Test func aCutEndIsFoundByTheHead() throws {
        var chain = AuditChain(keys: try keys())
        let bytes = lines(3, &chain)
        _ = lines(1, &chain)
        let report = try report([("audit.jsonl", bytes), ("audit.jsonl.head", chain.head)])
        #expect(report.problems.map(\.kind) == [.truncated])
    }

    @Test func theConfiguredFileMustHaveAHead() throws {
        var chain = AuditChain(keys: try keys())
        let bytes = lines(3, &chain)
        #expect(try report([("audit.jsonl", bytes)]).isIntact)
        #expect(try report([("audit.jsonl", bytes)]).remarks.count == 1)
        #expect(try report([("audit.jsonl", bytes)]) { $0.isHeadDemanded = true }.problems.map(\.kind) == [.head])
    }

    @Test func whatIsRememberedStandsForTheHead() throws {
        var chain = AuditChain(keys: try keys())
        let bytes = lines(3, &chain)
        let last = try #require(RememberedPosition(chain.last.text))
        let report = try report([("audit.jsonl", bytes)]) {
            $0.isHeadDemanded = true
            $0.last = last
        }
        #expect(report.isIntact)
        #expect(report.remarks.isEmpty)
    }

    @Test func rotatedFilesAreOneChain() throws {
        var first = AuditChain(keys: try keys())
        let one = lines(3, &first)
        var second = AuditChain(keys: try keys(), before: first.last.hash)
        let two = lines(2, &second)
        let report = try report([
            ("audit.jsonl.1", one), ("audit.jsonl", two), ("audit.jsonl.head", second.head),
        ])
        #expect(report.isIntact)
        #expect(report.recordCount == 5)
    }

    @Test func aProblemIsToldWithItsPlace() throws {
        var chain = AuditChain(keys: try keys())
        var bytes = lines(3, &chain)
        bytes[30] ^= 1
        let report = try report([("audit.jsonl", bytes), ("audit.jsonl.head", chain.head)])
        #expect(AuditReportText.words(report).contains("audit.jsonl:1: the record was altered"))
        guard case .object(let fields) = AuditReportText.json(report), case .bool(let isWell) = fields[0].1 else {
            Issue.record("no object")
            return
        }
        #expect(!isWell)
    }

    @Test func aFileThatIsNotThereIsNamed() throws {
        let reading = AuditReading(paths: ["/nonexistent/audit.jsonl"], keys: try keys())
        #expect { try reading.report() } throws: {
            ($0 as? AuditReading.UnreadableError)?.text.contains("`/nonexistent/audit.jsonl` cannot be read") == true
        }
    }
}
