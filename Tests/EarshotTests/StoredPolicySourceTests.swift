import AccessPolicy
import Foundation
import Logging
import PolicyFile
import PolicyStore
import TestFolder
import Testing

@testable import earshot

/// The policy that is in force where the store holds it.
@Suite struct StoredPolicySourceTests {
    private static let text = """
        organization: Example Ltd
        users: {alice: {extensions: ["101"]}, bob: {extensions: ["102"]}}
        roles: {Desk: ["user:bob"]}
        extensions: {"101": {status: {only: ["role:Desk"]}}}
        """

    private let folder = TestFolder()
    private let store: SQLiteStore
    private let source: StoredPolicySource

    init() throws {
        store = try SQLiteStore(path: folder.path(), logger: .silent)
        source = StoredPolicySource(store, name: "the store")
    }

    private func put(_ text: String, author: String = "Alice Ng", comment: String = "") throws {
        let items = try PolicyFile.parse(text, file: "").items
        let base = try store.policyRevision()
        let old = try store.policy(at: base)
        _ = try store.change(.init(replacing: old, by: items, author: author, comment: comment, time: 0), on: base)
    }

    private func disclosure(_ loaded: LoadedPolicy) -> Disclosure? {
        loaded.snapshot.explain(watcher: "bob", target: "101")?.disclosure
    }

    @Test func anEmptyStoreSaysHowToFillIt() {
        let text = "the store: there is no policy in the store yet; put one in with `earshot policy import FILE`"
        #expect(throws: PolicyLoadError.self) { try source.load(StandingConsents(), revision: 1) }
        do throws(PolicyLoadError) {
            _ = try source.load(StandingConsents(), revision: 1)
        } catch {
            #expect(error.description == text)
        }
    }

    @Test func theStampIsTheRevision() throws {
        #expect(try source.stamp() == .revision(0, era: 0))
        try put(Self.text)
        #expect(try source.stamp() == .revision(1, era: 0))
    }

    @Test func whatIsLoadedSaysWhoseItIsForTheRecordAlone() throws {
        try put(Self.text, comment: "as agreed")
        let loaded = try source.load(StandingConsents(), revision: 1)
        #expect(loaded.origin == "revision 1 of the store")
        #expect(loaded.cause("start") == "start, revision 1 of the store, by Alice Ng: as agreed")
        #expect(loaded.stamp == .revision(1, era: 0))
    }

    @Test func changesAddUpToWhatIsThere() throws {
        try put(Self.text)
        #expect(try disclosure(source.load(StandingConsents(), revision: 1)) == .full)
        try put(Self.text.replacing("[\"user:bob\"]", with: "[]"))
        #expect(try disclosure(source.load(StandingConsents(), revision: 2)) == Disclosure.none)
        try put(Self.text.replacing("extensions: {\"101\": {status: {only: [\"role:Desk\"]}}}", with: ""))
        #expect(try disclosure(source.load(StandingConsents(), revision: 3)) == .full)
        #expect(try source.load(StandingConsents(), revision: 4).snapshot.extensionNumbers.count == 2)
    }

    @Test func aChangeInTheStoreComesIntoForce() throws {
        try put(Self.text)
        let loaded = try source.load(StandingConsents(), revision: 1)
        let publisher = SnapshotPublisher(loaded.snapshot)
        let reloader = PolicyReloader.quiet(source, loaded, publisher)
        reloader.poll()
        #expect(reloader.state == "revision 1 in force, which is revision 1 of the store")
        try put(Self.text.replacing("[\"user:bob\"]", with: "[]"), author: "bob")
        reloader.poll()
        #expect(reloader.state == "revision 2 in force, which is revision 2 of the store")
        var reader = SnapshotReader(publisher)
        #expect(reader.current().explain(watcher: "bob", target: "101")?.disclosure == Disclosure.none)
    }

    @Test func aPolicyThatDoesNotHoldIsNotTakenAndTheNextThatDoesIs() throws {
        try put(Self.text)
        let loaded = try source.load(StandingConsents(), revision: 1)
        let reloader = PolicyReloader.quiet(source, loaded, SnapshotPublisher(loaded.snapshot))
        try put(Self.text.replacing("user:bob", with: "user:nobody"))
        reloader.poll()
        #expect(reloader.state.hasSuffix("; what came after it has 1 problems"))
        try put(Self.text)
        reloader.poll()
        #expect(reloader.state == "revision 2 in force, which is revision 3 of the store")
    }

    @Test func aStoreThatIsAwayIsSaidAndThePolicyStays() throws {
        try put(Self.text)
        let loaded = try source.load(StandingConsents(), revision: 1)
        let publisher = SnapshotPublisher(loaded.snapshot)
        let reloader = PolicyReloader.quiet(source, loaded, publisher)
        try store.close()
        reloader.poll()
        #expect(reloader.state.contains("; no change is seen: the store"))
        var reader = SnapshotReader(publisher)
        #expect(reader.current().explain(watcher: "bob", target: "101")?.disclosure == .full)
    }
}
