import AccessPolicy
import Admin
import AuditTrail
import Enforcement
import Foundation
import TestFolder
import Testing

@testable import earshot

/// A search in the audit's file, in a folder of each test.
@Suite struct AuditFileSearchTests {
    private final class Audit {
        private let folder = TestFolder()
        var url: URL { folder.url }
        private var chain: AuditChain
        private var second: Int64 = 0

        init() throws {
            let keys = try #require(TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]))
            chain = AuditChain(keys: keys)
            try Data().write(to: folder.url.appending(path: "audit.jsonl"))
        }

        var path: String { url.appending(path: "audit.jsonl").path }

        /// Puts records of these extensions at the end, a second apart.
        func put(_ targets: [String], organization: String = "Example") throws {
            var bytes: [UInt8] = []
            for target in targets {
                var event = AuditEvent(.consent, .recorded, organization: organization, reason: "said \"so\"")
                event.target = target
                bytes += chain.seal(AuditLine.fields(event, at: Moment(unixSeconds: second)))
                second += 1
            }
            try put(bytes)
        }

        func put(_ bytes: [UInt8]) throws {
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: bytes)
            try file.close()
        }

        func rotate(to name: String) throws {
            try FileManager.default.moveItem(atPath: path, toPath: url.appending(path: name).path)
            try Data().write(to: URL(filePath: path))
        }

        /// The extensions of all pages, the newest first.
        func targets(_ query: AuditQuery) throws -> [String] {
            var (query, found) = (query, [String]())
            for _ in 0..<1_000 {
                let page = try AuditFileSearch(path: path).find(query)
                #expect(page.records.count <= query.limit)
                found += page.records.map(\.target)
                query.cursor = page.cursor
                if page.cursor == nil { return found }
            }
            Issue.record("a search without end")
            return found
        }
    }

    @Test func theNewestComeFirstPageByPage() throws {
        let audit = try Audit()
        let all = (0..<23).map { "\($0)" }
        try audit.put(all)
        #expect(try audit.targets(AuditQuery(limit: 5)) == all.reversed())
    }

    @Test func everyFilterCounts() throws {
        let audit = try Audit()
        try audit.put(["101", "102"])
        try audit.put(["101"], organization: "Other \"Ltd\"")
        #expect(try audit.targets(AuditQuery(organization: "Other \"Ltd\"")) == ["101"])
        #expect(try audit.targets(AuditQuery(target: "101")).count == 2)
        #expect(try audit.targets(AuditQuery(organization: "Example", target: "101")).count == 1)
        #expect(try audit.targets(AuditQuery(watcher: "alice")).isEmpty)
        #expect(try audit.targets(AuditQuery(watcher: "")).count == 3)
        #expect(try audit.targets(AuditQuery(action: "consent", verdict: "recorded")).count == 3)
        #expect(try audit.targets(AuditQuery(verdict: "withdrawn")).isEmpty)
    }

    @Test func aTimeRangeHasItsBeginningAndNotItsEnd() throws {
        let audit = try Audit()
        try audit.put((0..<10).map { "\($0)" })
        #expect(try audit.targets(AuditQuery(from: 3, until: 6)) == ["5", "4", "3"])
        #expect(try audit.targets(AuditQuery(from: 8)) == ["9", "8"])
        #expect(try audit.targets(AuditQuery(until: 2)) == ["1", "0"])
    }

    @Test func whatIsOlderThanIsWantedIsNotRead() throws {
        let audit = try Audit()
        try audit.put((0..<5_000).map { "\($0)" })
        #expect(try AuditFileSearch(path: audit.path).find(AuditQuery(watcher: "x", from: 4_999)).cursor == nil)
    }

    @Test func aPageGoesOnWhereItEndedThoughTheFileGrowsAndIsRotated() throws {
        let audit = try Audit()
        try audit.put(["1", "2", "3", "4"])
        let search = AuditFileSearch(path: audit.path)
        let first = try search.find(AuditQuery(limit: 2))
        #expect(first.records.map(\.target) == ["4", "3"])
        try audit.put(["5"])
        try audit.rotate(to: "audit.jsonl.1")
        try audit.put(["6"])
        #expect(try search.find(AuditQuery(cursor: first.cursor)).records.map(\.target) == ["2", "1"])
        #expect(try audit.targets(AuditQuery(limit: 1)) == ["6", "5", "4", "3", "2", "1"])
    }

    @Test(arguments: ["", "x", "1-2-3", "0-0", "zz-1"])
    func aCursorThatNobodyGaveIsRefused(_ cursor: String) throws {
        let audit = try Audit()
        #expect(throws: AuditSearchError.cursor) {
            try AuditFileSearch(path: audit.path).find(AuditQuery(cursor: cursor))
        }
    }

    @Test func whatIsNoRecordIsPassedOver() throws {
        let audit = try Audit()
        try audit.put(["1"])
        try audit.put([UInt8](repeating: UInt8(ascii: "x"), count: 700_000))
        try audit.put(Array("\n{\"extension\":\"9\"}\n".utf8))
        try audit.put(["2"])
        try audit.put(Array("{\"time\"".utf8))
        #expect(try audit.targets(AuditQuery()) == ["2", "1"])
    }

    @Test func oneCallLooksAtSoMuchOnly() throws {
        let audit = try Audit()
        try audit.put(["1"])
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000) + [UInt8(ascii: "\n")]
        for _ in 0...(AuditFileSearch.bytesMax / line.count) { try audit.put(line) }
        let page = try AuditFileSearch(path: audit.path).find(AuditQuery())
        #expect(page.records.isEmpty)
        #expect(page.cursor != nil)
        #expect(try AuditFileSearch(path: audit.path).find(AuditQuery(cursor: page.cursor)).records.count == 1)
    }

    @Test func aFileThatIsNotThereIsSaid() throws {
        #expect(throws: AuditSearchError.unreadable("`/nowhere/a` cannot be read; check its owner and mode")) {
            try AuditFileSearch(path: "/nowhere/a").find(AuditQuery())
        }
    }
}
