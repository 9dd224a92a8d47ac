import Enforcement
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Proxy

@Suite(.timeLimit(.minutes(5))) struct JournalWriterTests {
    static let one = BindingTableTests.binding(BindingTableTests.alice, 1)
    static let two = BindingTableTests.binding(BindingTableTests.alice, 2)

    let journal = TestJournal()

    private func writer(_ everything: [Binding] = []) -> JournalWriter {
        JournalWriter(journal, logger: Logger(label: "test"), everything: { JournalContents(bindings: everything) })
    }

    private func promise() -> EventLoopPromise<Void> { MultiThreadedEventLoopGroup.singleton.any().makePromise() }

    /// Has a change that the journal does not take, and which is let go.
    private func lose(_ change: JournalChange, _ writer: JournalWriter) async throws {
        let lost = promise()
        journal.setBroken(true)
        writer.append(change, lost)
        try await lost.futureResult.get()
        journal.setBroken(false)
    }

    @Test func aPromiseIsKeptWhenTheChangeIsWritten() async throws {
        let writer = writer()
        let promise = promise()
        writer.append(.bind(Self.one), promise)
        try await promise.futureResult.get()
        #expect(journal.calls == [.write([.bind(Self.one)])])
        await writer.close()
    }

    @Test func whatWaitsIsOneTransactionInOrder() async throws {
        let writer = writer()
        let (first, last) = (promise(), promise())
        let changes: [JournalChange] = (0..<100).map {
            $0.isMultiple(of: 2) ? .bind(Self.two) : .unbind(BindingTableTests.alice, contact: 2)
        }
        journal.holdUp()
        writer.append(.bind(Self.one), first)
        for change in changes { writer.append(change) }
        writer.append(.bind(Self.one), last)
        journal.letGo()
        try await first.futureResult.get()
        try await last.futureResult.get()
        #expect(journal.changes == [.bind(Self.one)] + changes + [.bind(Self.one)])
        #expect(journal.calls.count <= 2)
        await writer.close()
    }

    @Test func aBrokenJournalLetsGo() async throws {
        let writer = writer()
        journal.setBroken(true)
        let promise = promise()
        writer.append(.bind(Self.one), promise)
        try await promise.futureResult.get()
        #expect(journal.calls.isEmpty)
        await writer.close()
    }

    @Test func afterAFailureEverythingIsWrittenAnew() async throws {
        let writer = writer([Self.one, Self.two])
        let (next, later) = (promise(), promise())
        try await lose(.bind(Self.one), writer)
        writer.append(.bind(Self.two), next)
        try await next.futureResult.get()
        writer.append(.bind(Self.two), later)
        try await later.futureResult.get()
        #expect(
            journal.calls == [
                .replace(JournalContents(bindings: [Self.one, Self.two])), .write([.bind(Self.two)]),
            ]
        )
        await writer.close()
    }

    @Test func pruningMendsWhatWasNotWritten() async throws {
        let writer = writer([Self.one])
        try await lose(.bind(Self.one), writer)
        writer.prune(now: BindingTableTests.at(5))
        await journal.waitUntil { $0.count == 2 }
        #expect(journal.calls == [.prune(BindingTableTests.at(5)), .replace(JournalContents(bindings: [Self.one]))])
        await writer.close()
    }

    @Test func moreThanMayWaitIsNotWaitedForAndWrittenLater() async throws {
        let writer = writer([Self.one])
        let first = promise()
        journal.holdUp()
        writer.append(.bind(Self.one), first)
        // One transaction is under way, and the rest waits.
        await journal.waitUntilAsked()
        for _ in 0...(2 * Limits.journalBacklogMax) { writer.append(.bind(Self.one)) }
        let over = promise()
        writer.append(.bind(Self.two), over)
        try await over.futureResult.get()
        #expect(journal.calls.isEmpty)
        journal.letGo()
        try await first.futureResult.get()
        await writer.close()
        #expect(journal.calls.last == .replace(JournalContents(bindings: [Self.one])))
    }

    @Test func closingWritesWhatWaits() async throws {
        let writer = writer()
        let promise = promise()
        journal.holdUp()
        writer.append(.bind(Self.one), promise)
        writer.append(.bind(Self.two))
        journal.letGo()
        await writer.close()
        try await promise.futureResult.get()
        #expect(journal.changes == [.bind(Self.one), .bind(Self.two)])
    }

    @Test func closingWritesWhatCouldNotBeWritten() async throws {
        let writer = writer([Self.one])
        try await lose(.bind(Self.one), writer)
        await writer.close()
        #expect(journal.calls == [.replace(JournalContents(bindings: [Self.one]))])
    }

    @Test func closingWritesNothingWhereNothingIsMissing() async throws {
        let writer = writer([Self.one])
        let promise = promise()
        writer.append(.bind(Self.one), promise)
        try await promise.futureResult.get()
        await writer.close()
        #expect(journal.calls == [.write([.bind(Self.one)])])
    }

    @Test func whatComesAfterTheEndIsNotWaitedFor() async throws {
        let writer = writer()
        await writer.close()
        let promise = promise()
        writer.append(.bind(Self.one), promise)
        try await promise.futureResult.get()
        #expect(journal.calls.isEmpty)
    }
}
