import AccessPolicy
import Foundation
import Logging
import Rehearsal
import Synchronization
import TestFolder
import Testing

@testable import PolicyStore

/// What those are told who wait for news of a store.
@Suite(.timeLimit(.minutes(5)))
struct StoreWatchTests {
    private static let all = Set(StoreTopic.allCases)

    private static func change(_ number: Int) -> PolicyChange {
        PolicyChange(put: [PolicyContractTests.item(.user, "u\(number)")], author: "alice", time: 0)
    }

    private static let consent = ConsentEntry(
        organization: "Example Ltd",
        extensionNumber: "101",
        event: .withdrawn,
        recordedBy: "bob",
        recordedAt: 1
    )

    @Test(arguments: StoreKind.allCases)
    func whatAnotherHasChangedIsToldInTheEnd(_ kind: StoreKind) async throws {
        let test = try await kind.open()
        let (store, other) = (try test.open(), try test.open())
        let watch = store.watch()
        _ = watch.wait(seconds: 10)
        #expect(try other.change(Self.change(0), on: 0) == .made(1))
        var topics = watch.wait(seconds: 10)
        #expect(topics.contains(.policy))
        #expect(try store.policyRevision() == 1)
        _ = try other.append(Self.consent)
        topics = watch.wait(seconds: 10)
        #expect(topics.contains(.consents))
        #expect(try store.consents(after: 0).count == 1)
    }

    @Test func aDatabaseTellsWhatIsNewAndNoMore() async throws {
        let test = try await StoreKind.postgres.open()
        let (store, other) = (try test.open(), try test.open())
        let watch = store.watch()
        #expect(watch.wait(seconds: 60) == Self.all)
        _ = try other.change(Self.change(0), on: 0)
        #expect(watch.wait(seconds: 60) == [.policy])
        _ = try other.append(Self.consent)
        #expect(watch.wait(seconds: 60) == [.consents])
        // A change that was taken back is none.
        #expect(try other.change(Self.change(1), on: 0) == .conflict(1))
        #expect(watch.wait(seconds: 0.1) == Self.all)
    }

    @Test func whatWasMissedWhileTheServerWasAwayIsToldAsAll() async throws {
        try await PostgresServer.with { server in
            let store = try PostgresStore(url: await server.database(), logger: Logger(label: "test"))
            let watch = store.watch()
            _ = watch.wait(seconds: 60)
            try await server.crash()
            #expect(watch.wait(seconds: 60) == Self.all)
            #expect(watch.wait(seconds: 0.01) == Self.all)
            try await server.start()
            _ = try store.change(Self.change(0), on: 0)
            #expect(watch.wait(seconds: 60) == Self.all)
            _ = try store.change(Self.change(1), on: 1)
            #expect(watch.wait(seconds: 60) == [.policy])
        }
    }

    @Test func aBellWakesWhoeverWaits() {
        let bell = StoreBell()
        Thread { bell.ring() }.start()
        #expect(bell.wait(after: 0, seconds: 3_600) == 1)
        #expect(bell.wait(after: 0, seconds: 3_600) == 1)
        #expect(bell.wait(after: 1, seconds: 0.01) == 1)
    }

    /// A change through the same object is seen without the file being looked at.
    @Test func whatIsChangedHereRingsHere() throws {
        let folder = TestFolder()
        let store = try folder.open()
        _ = try store.change(Self.change(0), on: 0)
        #expect(store.bell.wait(after: 0, seconds: 3_600) == 1)
        _ = try store.append(Self.consent)
        #expect(store.bell.wait(after: 1, seconds: 3_600) == 2)
    }
}
