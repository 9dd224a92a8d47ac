import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import Enforcement
@testable import Proxy

/// What this node makes of registrations that other nodes have learned.
@Suite(.timeLimit(.minutes(5))) struct BindingFollowTests {
    private typealias Base = BindingTableTests

    private static func elsewhere(_ contact: UInt32 = 1, at endpoint: Endpoint = Base.softphone) -> Binding {
        var binding = Base.binding(Base.alice, contact, at: endpoint)
        binding.isElsewhere = true
        return binding
    }

    private static func follow(_ change: JournalChange, _ table: BindingTable, isAhead: Bool = false) -> Bool {
        table.follow(change, now: Base.at(1)) { _ in isAhead }
    }

    @Test func aPhoneOfAnotherNodeIsKnownHere() {
        let table = BindingTable()
        #expect(Self.follow(.bind(Self.elsewhere()), table))
        #expect(table.addresses(at: Base.softphone, now: Base.at(1)) == [Base.alice])
    }

    @Test func whatAnotherNodeKeepsIsNotKeptHere() {
        let table = Base.table(Base.binding(Base.bob))
        _ = Self.follow(.bind(Self.elsewhere()), table)
        #expect(table.kept(now: Base.at(1)).bindings == [Base.binding(Base.bob)])
        #expect(table.all(now: Base.at(1)).count == 2)
    }

    @Test func aPhoneThatMovedToAnotherNodeIsThere() {
        let table = Base.table(Base.binding(Base.alice))
        _ = Self.follow(.bind(Self.elsewhere()), table)
        #expect(table.addresses(at: Base.desk, now: Base.at(1)).isEmpty)
        #expect(table.addresses(at: Base.softphone, now: Base.at(1)) == [Base.alice])
    }

    @Test func aPhoneThatRegistersHereIsThisNodesAgain() {
        let table = BindingTable()
        _ = Self.follow(.bind(Self.elsewhere()), table)
        table.bind(Base.binding(Base.alice), now: Base.at(1))
        #expect(table.kept(now: Base.at(1)).bindings == [Base.binding(Base.alice)])
        #expect(table.addresses(at: Base.softphone, now: Base.at(1)).isEmpty)
    }

    @Test func aConnectionOfAnotherNodeIsNoWayToThePhone() {
        let table = Base.table(Base.binding(Base.alice))
        _ = Self.follow(.bind(Self.elsewhere(at: Base.softphone.by(.tcp))), table)
        #expect(table.all(now: Base.at(1)).isEmpty)
    }

    @Test func whatIsGoneThereIsGoneHere() {
        let table = Base.table(Base.binding(Base.alice, 1), Base.binding(Base.alice, 2))
        _ = Self.follow(.unbind(Base.alice, contact: 1), table)
        #expect(table.all(now: Base.at(1)) == [Base.binding(Base.alice, 2)])
    }

    @Test func whatThisNodeHasChangedSinceStands() {
        let table = Base.table(Base.binding(Base.alice))
        #expect(!Self.follow(.bind(Self.elsewhere()), table, isAhead: true))
        #expect(!Self.follow(.unbind(Base.alice, contact: 1), table, isAhead: true))
        #expect(table.all(now: Base.at(1)) == [Base.binding(Base.alice)])
    }

    // MARK: In order with what is written

    private let journal = TestJournal()

    private func writer() -> JournalWriter {
        JournalWriter(journal, logger: Logger(label: "test")) { JournalContents() }
    }

    private func follow(_ writer: JournalWriter, _ table: BindingTable) {
        writer.follow { table.follow($0, now: Base.at(1), unless: $1) }
    }

    @Test func newsAreTakenInOnce() async {
        let (writer, seen) = (writer(), NIOLockedValueBox<[JournalChange]>([]))
        journal.tell(.bind(Self.elsewhere(1)), at: 5)
        for round in 1...3 {
            journal.tell(.bind(Self.elsewhere(2)), at: 5 + Int64(round))
            writer.follow { change, _ in
                seen.withLockedValue { $0.append(change) }
                return true
            }
            while seen.withLockedValue({ $0.count }) < round + 1 { await Task.yield() }
        }
        await writer.close()
        let again = (1...3).map { _ in JournalChange.bind(Self.elsewhere(2)) }
        #expect(seen.withLockedValue { $0 } == [.bind(Self.elsewhere(1))] + again)
    }

    /// What this node learned after the news were read, and has yet to write, is not undone by them; other people's are taken in.
    @Test func whatIsQueuedHereIsNotUndoneByWhatIsOlder() async throws {
        let (writer, table) = (writer(), BindingTable())
        let bob = Base.binding(Base.bob, at: Base.softphone)
        let carol = Base.binding(AddressOfRecord(user: [99], host: [99]), at: Base.softphone)
        for (index, other) in [bob, Self.elsewhere(), carol].enumerated() {
            journal.tell(.bind(other), at: Int64(index + 1))
        }
        let taken = NIOLockedValueBox<[Bool]>([])
        writer.follow { [journal] change, isAhead in
            if change == .bind(bob) {
                journal.holdUp()
                table.bind(Base.binding(Base.alice), now: Base.at(1)) { writer.append($0) }
            }
            let isDone = table.follow(change, now: Base.at(1), unless: isAhead)
            taken.withLockedValue { $0.append(isDone) }
            return isDone
        }
        while taken.withLockedValue({ $0.count }) < 3 { await Task.yield() }
        #expect(taken.withLockedValue { $0 } == [true, false, true])
        journal.letGo()
        await journal.waitUntil { !$0.isEmpty }
        follow(writer, table)
        while journal.reads < 2 { await Task.yield() }
        await writer.close()
        #expect(table.addresses(at: Base.desk, now: Base.at(1)) == [Base.alice])
        #expect(table.addresses(at: Base.softphone, now: Base.at(1)).count == 2)
    }

    /// A database that was killed has lost the last of what it took, and numbers what comes after as it numbered that.
    @Test func aJournalThatHasGoneBackIsWrittenAnewAndReadFromTheBeginning() async {
        let (writer, table) = (writer(), BindingTable())
        journal.tell(.bind(Base.binding(Base.bob, at: Base.softphone)), at: 7)
        follow(writer, table)
        while table.endpoint(of: Base.bob, now: Base.at(1)) == nil { await Task.yield() }

        journal.goBack()
        journal.tell(.bind(Self.elsewhere()), at: 7)
        while table.endpoint(of: Base.alice, now: Base.at(1)) == nil {
            follow(writer, table)
            await Task.yield()
        }
        await writer.close()
        #expect(journal.calls.contains(.replace(JournalContents())))
    }

    @Test func aJournalThatCannotBeReadIsReadLater() async {
        let (writer, table) = (writer(), BindingTable())
        journal.tell(.bind(Self.elsewhere()), at: 1)
        journal.setBroken(true)
        follow(writer, table)
        writer.append(.bind(Base.binding(Base.bob, 9)))
        writer.prune(now: Base.at(1))
        journal.setBroken(false)
        while table.all(now: Base.at(1)).isEmpty {
            follow(writer, table)
            writer.prune(now: Base.at(1))
            await Task.yield()
        }
        await writer.close()
    }
}
