import AccessPolicy
import Foundation
import Synchronization
import Testing

@Suite struct SnapshotPublisherTests {
    static let swaps = 10_000
    static let swapsPerWait: UInt64 = 50
    static let readers = 4

    /// What the reader threads found.
    final class Findings: Sendable {
        let torn = Atomic<Int>(0)
        let stale = Atomic<Int>(0)
        let backward = Atomic<Int>(0)
        let changesSeen = Atomic<Int>(0)
        /// The greatest revision whose `publish` has returned.
        let acknowledged = Atomic<UInt64>(0)
        let started = Atomic<Int>(0)
        let finished = DispatchSemaphore(value: 0)
    }

    /// Two facts follow from the revision: how many users there are, and whether the first may see `101`.
    static func snapshot(_ revision: UInt64) throws -> PolicySnapshot {
        let users = (0...Int(revision % 3)).map { User(Located("u\($0)")) }
        let status: Located<Audience> = Located(revision % 2 == 0 ? .everyone : .nobody)
        let organization = Organization(
            name: "Example Ltd",
            users: users,
            extensions: [ExtensionSettings("101", status: status)]
        )
        return try PolicyCompiler.compile(PolicyModel(organizations: [organization]), revision: revision)
    }

    static func isWhole(_ snapshot: PolicySnapshot) -> Bool {
        let organization = snapshot.organizations[0]
        let decision = snapshot.monitoring("101", organization, by: snapshot.user("u0", organization))
        return snapshot.userCount == Int(snapshot.revision % 3) + 1
            && decision.rule == (snapshot.revision % 2 == 0 ? .callersEveryone : .statusNobody)
    }

    static func read(_ publisher: SnapshotPublisher, into findings: Findings, until last: UInt64) {
        var reader = SnapshotReader(publisher)
        var seen: UInt64 = 0
        findings.started.add(1, ordering: .sequentiallyConsistent)
        while seen < last {
            let acknowledged = findings.acknowledged.load(ordering: .sequentiallyConsistent)
            let snapshot = reader.current()
            if snapshot.revision < acknowledged { findings.stale.add(1, ordering: .relaxed) }
            if snapshot.revision < seen { findings.backward.add(1, ordering: .relaxed) }
            if snapshot.revision != seen {
                findings.changesSeen.add(1, ordering: .relaxed)
                if !isWhole(snapshot) { findings.torn.add(1, ordering: .relaxed) }
            }
            seen = snapshot.revision
            // A stale reader would never see the last one: end, for it has been counted.
            if findings.stale.load(ordering: .relaxed) > 0 { break }
        }
        findings.finished.signal()
    }

    /// Waits until some reader has seen a change. Where there are fewer processors than threads, all swaps could be done
    /// before a reader has its turn.
    static func waitForAReader(_ findings: Findings, after changesSeen: Int) {
        while findings.changesSeen.load(ordering: .relaxed) <= changesSeen,
            findings.stale.load(ordering: .relaxed) == 0
        {
            sched_yield()
        }
    }

    @Test func readersSeeWholeAndFreshSnapshotsThroughTenThousandSwaps() throws {
        let snapshots = try (1...Self.swaps).map { try Self.snapshot(UInt64($0)) }
        let publisher = try SnapshotPublisher(Self.snapshot(0))
        let findings = Findings()
        for _ in 0..<Self.readers {
            Thread.detachNewThread { Self.read(publisher, into: findings, until: UInt64(Self.swaps)) }
        }
        while findings.started.load(ordering: .sequentiallyConsistent) < Self.readers { sched_yield() }
        for snapshot in snapshots {
            let changesSeen = findings.changesSeen.load(ordering: .relaxed)
            publisher.publish(snapshot)
            findings.acknowledged.store(snapshot.revision, ordering: .sequentiallyConsistent)
            if snapshot.revision % Self.swapsPerWait == 0 { Self.waitForAReader(findings, after: changesSeen) }
        }
        for _ in 0..<Self.readers { findings.finished.wait() }
        #expect(findings.torn.load(ordering: .relaxed) == 0)
        #expect(findings.stale.load(ordering: .relaxed) == 0)
        #expect(findings.backward.load(ordering: .relaxed) == 0)
        // Readers that only ever saw the last snapshot would have shown nothing.
        #expect(findings.changesSeen.load(ordering: .relaxed) >= Self.swaps / Int(Self.swapsPerWait))
        #expect(publisher.version == Self.swaps + 1)
    }

    @Test func readerKeepsItsSnapshotWhileNothingChanges() throws {
        var reader = try SnapshotReader(SnapshotPublisher(Self.snapshot(1)))
        let first = reader.current()
        let second = reader.current()
        #expect(first === second)
    }

    @Test func readersOfOnePublisherDoNotShareAnObject() throws {
        let publisher = try SnapshotPublisher(Self.snapshot(1))
        var one = SnapshotReader(publisher)
        var other = SnapshotReader(publisher)
        let first = one.current()
        let second = other.current()
        #expect(first !== second)
    }

    @Test func idsHoldAcrossReadersOfTheSameRevision() throws {
        let publisher = try SnapshotPublisher(Self.snapshot(2))
        var one = SnapshotReader(publisher)
        var other = SnapshotReader(publisher)
        let organization = one.current().organizations[0]
        let user = one.current().user("u0", organization)
        let second = other.current()
        #expect(second.monitoring("101", organization, by: user).rule == .callersEveryone)
    }
}
