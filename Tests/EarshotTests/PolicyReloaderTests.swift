import AccessPolicy
import Foundation
import Logging
import PolicyFile
import Synchronization
import TestFolder
import Testing

@testable import earshot

/// Which policy is in force after the file, the consents or both have changed.
@Suite struct PolicyReloaderTests {
    private static let text = """
        organization: Example Ltd
        consent: required
        users:
          alice: {extensions: ["101"]}
          bob: {extensions: ["102"]}
        roles: {Admin: ["user:bob"]}
        """

    private let folder = TestFolder()
    private var path: String { folder.path("policy.yaml") }
    private let publisher: SnapshotPublisher
    private let reloader: PolicyReloader

    init() throws {
        let path = folder.path("policy.yaml")
        try Self.text.write(toFile: path, atomically: true, encoding: .utf8)
        let source = FilePolicySource(path: path)
        let policy = try source.load(StandingConsents(), revision: 1)
        publisher = SnapshotPublisher(policy.snapshot)
        reloader = .quiet(source, policy, publisher)
    }

    /// Whether bob may listen to the extension under the policy in force; nil when he is not in it.
    private func mayListen(_ target: String) -> Bool? {
        var reader = SnapshotReader(publisher)
        return reader.current().explain(watcher: "bob", target: target)?.listen
    }

    private func use(_ number: String, _ owner: String) {
        var consents = StandingConsents()
        consents.give(for: number, of: "Example Ltd", owner: owner)
        reloader.use(consents)
    }

    private func write(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        reloader.reload("test")
    }

    @Test func otherConsentsAreInForceAtOnce() {
        #expect(mayListen("101") == false)
        use("101", "alice")
        #expect(mayListen("101") == true)
        reloader.use(StandingConsents())
        #expect(mayListen("101") == false)
        #expect(reloader.state == "revision 3 in force")
    }

    @Test func anotherPolicyKeepsTheConsents() throws {
        use("101", "alice")
        try write(Self.text + "\nstatuses: [At lunch]\n")
        #expect(mayListen("101") == true)
        #expect(reloader.state == "revision 3 in force")
    }

    @Test func anExtensionThatMovesLosesItsConsent() throws {
        use("101", "alice")
        try write(
            Self.text.replacing("[\"101\"]", with: "[]").replacing("[\"102\"]", with: "[\"101\", \"102\"]")
        )
        #expect(mayListen("101") == false)
    }

    /// One that says what it is told to, load by load.
    private final class ScriptedSource: PolicySource {
        private let loads: Mutex<[Result<LoadedPolicy, PolicyLoadError>]>
        var left: Int { loads.withLock(\.count) }

        init(_ loads: [Result<LoadedPolicy, PolicyLoadError>]) { self.loads = Mutex(loads) }

        func stamp() -> PolicyStamp { .content("new") }

        func load(_ consents: StandingConsents, revision: UInt64) throws(PolicyLoadError) -> LoadedPolicy {
            try loads.withLock { $0.removeFirst() }.get()
        }
    }

    private func scripted(_ failure: PolicyStamp?) throws -> (PolicyReloader, ScriptedSource) {
        var policy = try FilePolicySource(path: path).load(StandingConsents(), revision: 2)
        policy.stamp = .content("new")
        let problem = PolicyProblem(file: "", line: 0, text: "no")
        let error = PolicyLoadError(reason: InvalidPolicyError(problems: [problem]), stamp: failure)
        let source = ScriptedSource([.failure(error), .success(policy)])
        policy.stamp = .content("old")
        return (.quiet(source, policy, publisher), source)
    }

    @Test func whatCouldNotBeReadIsTriedAgain() throws {
        let (reloader, source) = try scripted(nil)
        reloader.poll()
        #expect(reloader.state == "revision 1 in force; what came after it has 1 problems")
        reloader.poll()
        #expect(reloader.state == "revision 2 in force")
        #expect(source.left == 0)
        reloader.poll()
    }

    @Test func whatIsNoPolicyIsJudgedOnceUntilSomebodyAsks() throws {
        let (reloader, source) = try scripted(.content("new"))
        reloader.poll()
        reloader.poll()
        #expect(source.left == 1)
        reloader.poll(isAsked: true)
        #expect(reloader.state == "revision 2 in force")
    }

    @Test func aFileThatWasMissingIsReadOnceItIsThere() throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try FileManager.default.removeItem(atPath: path)
        for _ in 0..<3 { reloader.poll() }
        #expect(reloader.state.hasSuffix("what came after it has 1 problems"))
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        reloader.poll()
        #expect(reloader.state == "revision 2 in force")
    }

    @Test func aBadFileHoldsUpNoConsent() throws {
        try write("organisation: Example Ltd")
        #expect(reloader.state == "revision 1 in force; what came after it has 2 problems")
        use("101", "alice")
        #expect(mayListen("101") == true)
        #expect(reloader.state == "revision 2 in force; what came after it has 2 problems")
    }
}
