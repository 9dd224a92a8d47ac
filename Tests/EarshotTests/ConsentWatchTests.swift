import AccessPolicy
import Foundation
import Logging
import PolicyStore
import Synchronization
import TestFolder
import Testing

@testable import earshot

/// How a running proxy takes in what changes in the register.
@Suite struct ConsentWatchTests {
    private final class World: Sendable {
        private let folder = TestFolder()
        var path: String { folder.path("consents.db") }
        let store: SQLiteStore
        private let taken = Mutex<(applied: [StandingConsents], news: [ConsentNews])>(([], []))

        var applied: [StandingConsents] { taken.withLock { $0.applied } }
        var news: [ConsentNews] { taken.withLock { $0.news } }

        init() throws { store = try SQLiteStore(path: folder.path("consents.db"), logger: .silent) }

        func watch() throws -> ConsentWatch {
            ConsentWatch(
                store: store,
                register: ConsentRegister(try store.consents(after: 0)),
                ticks: AsyncStream { $0.finish() },
                logger: .silent,
                apply: { [weak self] consents in self?.taken.withLock { $0.applied.append(consents) } },
                announce: { [weak self] news in self?.taken.withLock { $0.news.append(news) } }
            )
        }

        /// Puts an entry into the register as another process does it.
        func append(_ number: String, _ event: ConsentEntry.Event) throws {
            let other = try SQLiteStore(path: path, logger: .silent)
            _ = try other.append(
                ConsentEntry(
                    organization: "Example Ltd",
                    extensionNumber: number,
                    event: event,
                    recordedBy: "Bob Roy",
                    recordedAt: 1
                )
            )
            try other.close()
        }
    }

    private static let given = ConsentEntry.Event.given(by: "Alice Ng", on: "2026-11-01", owner: "alice")

    private func stands(_ consents: StandingConsents?, _ number: String) -> Bool {
        consents?.stands(for: number, of: "Example Ltd", owner: "alice") == true
    }

    @Test func nothingNewIsNoNews() throws {
        let world = try World()
        try world.append("101", Self.given)
        let watch = try world.watch()
        watch.poll()
        #expect(world.applied.isEmpty)
        #expect(world.news.isEmpty)
        #expect(watch.state() == "consents for 1 extensions stand")
    }

    @Test func whatIsRecordedAndWithdrawnComesIntoForce() throws {
        let world = try World()
        let watch = try world.watch()
        try world.append("101", Self.given)
        watch.poll()
        #expect(stands(world.applied.last, "101"))
        try world.append("101", .withdrawn)
        watch.poll()
        #expect(!stands(world.applied.last, "101"))
        watch.poll()
        #expect(world.applied.count == 2)
    }

    @Test func consentsOfBeforeTheStartStayInForceBesideNewOnes() throws {
        let world = try World()
        try world.append("101", Self.given)
        let watch = try world.watch()
        try world.append("102", Self.given)
        watch.poll()
        #expect(stands(world.applied.last, "101"))
        #expect(stands(world.applied.last, "102"))
    }

    @Test func everyEntryIsAnnouncedOnce() throws {
        let world = try World()
        let watch = try world.watch()
        try world.append("101", Self.given)
        try world.append("101", .withdrawn)
        watch.poll()
        watch.poll()
        let entries = try world.store.consents(after: 0)
        #expect(world.news == entries.map(ConsentNews.entered))
        #expect(entries.count == 2)
    }

    @Test func aStoreThatCannotBeReadChangesNothingAndIsSaid() throws {
        let world = try World()
        try world.append("101", Self.given)
        let watch = try world.watch()
        try world.store.close()
        watch.poll()
        #expect(world.applied.isEmpty)
        #expect(watch.state().hasPrefix("consents for 1 extensions stand; no change is seen: the store `"))
    }

    @Test func aStoreThatDoesNotAnswerIsSaid() throws {
        let watch = try World().watch()
        #expect(watch.state(at: .now + .seconds(4)) == "consents for 0 extensions stand")
        let text = watch.state(at: .now + .seconds(60))
        #expect(text.hasPrefix("consents for 0 extensions stand; no change is seen: the store has not answered for "))
    }
}
