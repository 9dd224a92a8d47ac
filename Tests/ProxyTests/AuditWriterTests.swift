import AuditTrail
import Chance
import Enforcement
import Foundation
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import Proxy

/// What becomes of records when the disk does not do its part.
@Suite struct AuditWriterTests {
    private let sink = MemorySink()
    private let now = Moment(unixSeconds: 1_000)

    static func keys() throws -> TokenKeys {
        try #require(TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]))
    }

    /// The start of the program, over what the disk has now.
    private func start() throws -> AuditWriter {
        var ending = AuditEnding()
        let (bytes, head) = sink.disk.withLockedValue { ($0.bytes, $0.head) }
        ending.take(bytes)
        ending.finish()
        let logger = Logger(label: "test")
        return AuditWriter(sink, ending: ending, head: head, keys: try Self.keys(), logger: logger, now: now)
    }

    private func entries(_ count: Int, _ name: String = "call") -> [AuditWriter.Entry] {
        (0..<count).map { .record(AuditLogTests.record(callID: "\(name)-\($0)"), now) }
    }

    private func report() throws -> AuditReport {
        var verifier = AuditVerifier(keys: try Self.keys())
        let (files, head) = sink.disk.withLockedValue { ($0.old + [$0.bytes], $0.head) }
        verifier.expect(head: head, from: "head")
        for (number, bytes) in files.enumerated() {
            verifier.begin(file: "\(number)")
            verifier.take(bytes)
            verifier.end()
        }
        return verifier.finish()
    }

    private func callIDs() -> [String] {
        let bytes = sink.disk.withLockedValue { $0.bytes }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else { return nil }
            return object["call-id"] as? String
        }
    }

    @Test func recordsAndHeadAgree() throws {
        var writer = try start()
        writer.write(entries(600))
        let report = try report()
        #expect(report.isIntact)
        #expect(report.recordCount == 600)
    }

    @Test(arguments: [0, 1, 100, 500, 1_500, 3_333])
    func aFullDiskLosesNothing(_ freeBytes: Int) throws {
        var writer = try start()
        writer.write(entries(3, "before"))
        sink.disk.withLockedValue { $0.freeBytes = freeBytes }
        writer.write(entries(10, "during"))
        sink.disk.withLockedValue { $0.freeBytes = nil }
        writer.write(entries(2, "after"))
        #expect(try report().isIntact)
        #expect(try report().recordCount == 15)
        let expected =
            (0..<3).map { "before-\($0)" } + (0..<10).map { "during-\($0)" } + (0..<2).map { "after-\($0)" }
        #expect(callIDs() == expected)
    }

    @Test func whatWaitsIsWrittenWithoutAnotherRecord() throws {
        var writer = try start()
        sink.disk.withLockedValue { $0.freeBytes = 0 }
        writer.write(entries(3))
        writer.retry()
        #expect(try report().recordCount == 0)
        sink.disk.withLockedValue { $0.freeBytes = nil }
        for _ in 0..<2 { writer.retry() }
        #expect(try report().isIntact)
        #expect(try report().recordCount == 3)
    }

    @Test(arguments: 0..<20)
    func aDiskThatFillsUpAgainAndAgainLosesNothing(_ seed: Int) throws {
        var generator = SeededRandom(seed: UInt64(seed))
        var writer = try start()
        for round in 0..<30 {
            sink.disk.withLockedValue { $0.freeBytes = generator.oneIn(3) ? nil : generator.below(2_000) }
            writer.write(entries(1 + generator.below(4), "round-\(round)"))
            if generator.oneIn(8) {
                // What waited in memory is lost by a crash, and what is on the disk is not.
                writer = try start()
            }
        }
        sink.disk.withLockedValue { $0.freeBytes = nil }
        writer.write(entries(1))
        let report = try report()
        #expect(report.isIntact, "seed \(seed): \(report.problems.map(\.description))")
    }

    @Test func whatIsLostIsCountedInTheChain() throws {
        var writer = try start()
        sink.disk.withLockedValue { $0.freeBytes = 0 }
        writer.write(entries(Limits.auditBacklogMax + 5))
        writer.write(entries(7), lost: 3)
        sink.disk.withLockedValue { $0.freeBytes = nil }
        writer.write(entries(1))
        let text = sink.disk.withLockedValue { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(text.contains("\"verdict\":\"lost\""))
        #expect(text.contains("\"count\":15"))
        #expect(try report().isIntact)
        #expect(try report().recordCount == Limits.auditBacklogMax + 2)
    }

    @Test func aNewFileGoesOnFromTheOld() throws {
        var writer = try start()
        writer.write(entries(3))
        sink.disk.withLockedValue { $0.isMoved = true }
        writer.write(entries(3))
        let report = try report()
        #expect(report.isIntact)
        // The first record of the second file says that it was begun.
        #expect(report.last?.seq == 4)
    }

    @Test func aCutEndIsPutOnRecordAtTheStart() throws {
        var writer = try start()
        writer.write(entries(5))
        sink.disk.withLockedValue { disk in
            let lines = disk.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            disk.bytes = Array(lines.prefix(3).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
        }
        writer = try start()
        writer.write(entries(2))
        #expect(try report().problems.map(\.kind) == [.missing])
    }

    @Test func aHeadThatIsGoneIsPutOnRecord() throws {
        var writer = try start()
        writer.write(entries(5))
        sink.disk.withLockedValue { $0.head = [] }
        writer = try start()
        writer.write(entries(2))
        #expect(try report().problems.map(\.kind) == [.missing])
    }

    @Test func anEmptiedFileNamesTheOneBefore() throws {
        var writer = try start()
        writer.write(entries(5))
        let last = writer.last
        sink.disk.withLockedValue { $0.bytes = [] }
        writer = try start()
        writer.write(entries(2))
        let report = try report()
        #expect(report.remarks.contains { $0.contains(last.hash.text) })
    }

    @Test func aCrashBetweenRecordAndHeadIsNoTampering() throws {
        var writer = try start()
        writer.write(entries(5))
        let head = sink.disk.withLockedValue { $0.head }
        writer.write(entries(3))
        sink.disk.withLockedValue { $0.head = head }
        writer = try start()
        writer.write(entries(2))
        #expect(try report().isIntact)
    }

    @Test func oldLinesStayAsTheyAre() throws {
        let old = Array("{\"time\":\"1970-01-01T00:00:00Z\"}\n".utf8)
        sink.disk.withLockedValue { $0.bytes = old }
        var writer = try start()
        writer.write(entries(2))
        #expect(try report().isIntact)
        #expect(try report().unprotectedLineCount == 1)
        #expect(sink.disk.withLockedValue { $0.bytes.starts(with: old) })
    }
}
