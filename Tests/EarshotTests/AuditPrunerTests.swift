import AuditTrail
import Enforcement
import Foundation
import PolicyStore
import Proxy
import TestFolder
import Testing

@testable import earshot

/// `earshot audit prune`: what is old goes, and verify goes on from there.
@Suite struct AuditPrunerTests {
    private final class World {
        private let folder = TestFolder()
        let store: SQLiteStore
        let keys: TokenKeys
        /// How each node's chain goes on.
        private var chains: [String: AuditChain] = [:]

        init() throws {
            store = try SQLiteStore(path: folder.path(), logger: .silent)
            keys = try StoreJournalTests.keys(7)
        }

        /// Writes a record for each of these seconds.
        func write(_ seconds: [Int64], as node: String = "left") throws {
            var chain = chains[node] ?? AuditChain(keys: keys)
            let sink = StoreAuditSink(store: store, node: node, logger: .silent)
            let event = AuditEvent(.consent, .recorded, organization: "Example Ltd", reason: "so")
            let lines = seconds.map { chain.seal(AuditLine.fields(event, at: Moment(unixSeconds: $0))) }
            #expect(sink.append(Array(lines.joined())).error == nil)
            #expect(sink.keep(head: chain.head))
            chains[node] = chain
        }

        @discardableResult
        func prune(before moment: Int64, by author: String = "root") throws -> [AuditPruner.Chain] {
            try AuditPruner(store: store, keys: keys, author: author, comment: "a year is over")
                .prune(before: moment, now: 1_000_000)
        }

        /// What `earshot audit verify` says of a chain.
        func report(_ node: String = "left") throws -> AuditReport {
            let prunings = try AuditReading.report(of: AuditPruning.chain, in: store, keys: keys).prunings
            return try AuditReading.report(of: node, in: store, keys: keys, after: prunings)
        }

        /// The lines that are there.
        func lines(_ node: String = "left") throws -> [StoredAuditLine] {
            try store.audit(StoredAuditQuery(limit: 1_000)).filter { $0.node == node }.reversed()
        }

        /// Another store with some of these lines and heads, as whoever owns the database can make it.
        func forged(_ isKept: (StoredAuditLine) -> Bool) throws -> World {
            let other = try World()
            for node in try store.auditNodes() {
                let chain = try lines(node).filter(isKept)
                try other.store.append(chain)
                if !chain.isEmpty { try other.store.keep(head: store.auditHead(of: node), of: node) }
            }
            return other
        }
    }

    @Test func whatIsOlderGoesAndTheRestIsIntact() throws {
        let world = try World()
        try world.write([10, 20, 30, 40])
        try world.write([15, 35], as: "right")
        let chains = try world.prune(before: 30)
        #expect(chains.map(\.node) == ["left", "right"])
        #expect(chains.map(\.last.seq) == [2, 1])
        #expect(try world.lines().map(\.seq) == [3, 4])
        for node in ["left", "right", AuditPruning.chain] { #expect(try world.report(node).isIntact) }
        #expect(try world.report().remarks == ["store:left: it was pruned: records 1 to 2 were removed"])
        // And the node goes on.
        try world.write([50])
        #expect(try world.report().isIntact)
        #expect(try world.report().recordCount == 3)
    }

    @Test func whoPrunedWhatIsOnRecord() throws {
        let world = try World()
        try world.write([10, 20, 30])
        try world.prune(before: 25, by: "Alice \"the\" Admin")
        let line = try #require(world.lines(AuditPruning.chain).first)
        #expect((line.action, line.verdict) == ("audit", "pruned"))
        let text = String(decoding: line.line, as: UTF8.self)
        #expect(text.contains(#""time":"1970-01-12T13:46:40Z""#))
        let words = "records up to 2 of `left`, from before 1970-01-01T00:00:25Z, intact, are removed by "
        #expect(text.contains(words + #"Alice \"the\" Admin: a year is over"#))
        #expect(text.contains(#""chain":"left","pruned":"2:"#))
    }

    @Test func theLastRecordStays() throws {
        let world = try World()
        try world.write([10, 20, 30])
        #expect(try world.prune(before: 100).map(\.last.seq) == [2])
        #expect(try world.lines().map(\.seq) == [3])
        #expect(try world.prune(before: 100).isEmpty)
        #expect(try world.lines(AuditPruning.chain).count == 1)
        #expect(try world.report().isIntact)
    }

    @Test func aClockThatWentBackKeepsWhatComesBehindIt() throws {
        let world = try World()
        try world.write([10, 90, 20, 30])
        #expect(try world.prune(before: 50).map(\.last.seq) == [1])
    }

    @Test func itIsPrunedAgainAndAgain() throws {
        let world = try World()
        try world.write((1...2_500).map { $0 })
        try world.prune(before: 1_200)
        try world.prune(before: 2_400)
        #expect(try world.lines().first?.seq == 2_400)
        #expect(try world.lines(AuditPruning.chain).count == 2)
        #expect(try world.report().isIntact)
        #expect(try world.report(AuditPruning.chain).isIntact)
    }

    @Test func whatWasToGoAndIsThereStillIsNoProblemAndGoesTheNextTime() throws {
        let world = try World()
        try world.write((1...1_500).map { $0 })
        let last = try #require(AuditLine.position(of: world.store.auditLines(of: "left", after: 1_399)[0]))
        // As one who was killed after the first page.
        let other = try World()
        try other.write((1...1_500).map { $0 })
        try other.prune(before: 1_401)
        #expect(try other.lines().first?.seq == 1_401)
        let note = try other.lines(AuditPruning.chain)
        try world.store.prune(["left": 1_400], noting: note, head: other.store.auditHead(of: AuditPruning.chain))
        #expect(try world.store.removePruned() == 1_000)
        #expect(last.seq == 1_400)
        #expect(try world.lines().first?.seq == 1_001)
        #expect(try world.report().isIntact)
        #expect(try world.prune(before: 5).isEmpty)
        #expect(try world.lines().first?.seq == 1_401)
        #expect(try world.report().isIntact)
    }

    // MARK: What somebody else removes

    @Test func whatGoesBesidesIsFound() throws {
        let world = try World()
        try world.write([10, 20, 30, 40, 50])
        try world.prune(before: 25)
        let forged = try world.forged { $0.node != "left" || $0.seq > 3 }
        #expect(try forged.report().problems.map(\.kind) == [.removed])
        #expect(try forged.report().problems.first?.text == "record 3 is missing before this one")
    }

    @Test func aChainThatNobodyHasPrunedMustBeginAtItsBeginning() throws {
        let world = try World()
        try world.write([10, 20, 30])
        try world.write([10, 20, 30], as: "right")
        let forged = try world.forged { $0.node == "right" || $0.seq > 2 }
        #expect(try forged.report().problems.map(\.kind) == [.removed])
        // The pruning of one chain is none of another.
        try world.prune(before: 25)
        try world.write([10, 20, 30], as: "third")
        let other = try world.forged { $0.node != "third" || $0.seq > 2 }
        #expect(try other.report("right").isIntact)
        #expect(try other.report("third").problems.map(\.kind) == [.removed])
    }

    @Test func withoutTheRecordOfItAPruningIsAGap() throws {
        let world = try World()
        try world.write([10, 20, 30])
        try world.prune(before: 25)
        let forged = try world.forged { $0.node != AuditPruning.chain }
        #expect(try forged.report().problems.map(\.kind) == [.removed])
    }

    @Test func aRecordThatIsNotOursPermitsNothing() throws {
        let world = try World()
        try world.write([10, 20, 30, 40])
        try world.prune(before: 25)
        let forged = try world.forged { ($0.node != "left" || $0.seq > 3) && $0.node != AuditPruning.chain }
        // The record says 3 now, and its code is another's.
        var note = try #require(world.lines(AuditPruning.chain).first)
        let text = String(decoding: note.line, as: UTF8.self)
        note.line = Array(text.replacing("\"pruned\":\"2:", with: "\"pruned\":\"3:").utf8)
        try forged.store.append([note])
        try forged.store.keep(head: world.store.auditHead(of: AuditPruning.chain), of: AuditPruning.chain)
        #expect(try forged.report(AuditPruning.chain).problems.contains { $0.kind == .altered })
        #expect(try forged.report().problems.map(\.kind) == [.removed])
    }

    @Test func whatWasBrokenBeforeItWentIsOnRecord() throws {
        let world = try World()
        try world.write([10, 20, 30, 40])
        let forged = try world.forged { $0.seq != 2 }
        #expect(try forged.prune(before: 35).map(\.problemCount) == [1])
        let line = try #require(forged.lines(AuditPruning.chain).first)
        #expect(String(decoding: line.line, as: UTF8.self).contains("not intact, 1 problems, are removed by"))
    }

    @Test func nothingGoesWhenTheRecordOfPruningsIsNotIntact() throws {
        let world = try World()
        try world.write([10, 20, 30, 40, 50])
        try world.prune(before: 15)
        try world.prune(before: 25)
        let forged = try world.forged { $0.node != AuditPruning.chain || $0.seq != 1 }
        #expect(throws: StoreError.self) { try forged.prune(before: 45) }
        #expect(try forged.lines().map(\.seq) == [3, 4, 5])
    }

    @Test func theTimeThatCountsIsTheOneThatIsSealed() throws {
        let world = try World()
        try world.write([10, 20, 90, 95])
        let forged = try World()
        try forged.store.append(
            world.lines().map { line in
                var line = line
                line.time = 1
                return line
            }
        )
        #expect(try forged.prune(before: 50).map(\.last.seq) == [2])
    }

    @Test(
        arguments: [
            ("2026-11-01", 1_793_491_200), ("2026-11-01T00:00:10Z", 1_793_491_210), ("yesterday", nil),
            ("2026-13-01", nil),
        ] as [(String, Int64?)]
    )
    func aDayIsItsFirstMoment(_ text: String, _ moment: Int64?) {
        #expect(AuditPruneCommand.moment(text) == moment)
    }
}
