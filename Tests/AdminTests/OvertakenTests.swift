import AccessPolicy
import AdministeredStore
import HTTPTypes
import PolicyAdministration
import PolicyFile
import PolicyStore
import Testing

@testable import Admin

/// Edits that meet what another node has made of the policy, of which this one has not heard: nothing that was acknowledged is lost.
@Suite struct OvertakenTests {
    private static let organization = "Example Ltd"

    /// What another node makes of the policy.
    private static func elsewhere(_ put: PolicyItem..., on stage: APIStage) throws {
        let revision = try stage.store.policyRevision()
        let change = PolicyChange(put: put, author: "user:else", time: 0)
        #expect(try stage.store.change(change, on: revision) == .made(revision + 1))
        #expect(stage.administration.state.revision == revision, "this node has heard of it")
    }

    private static func head(_ stage: APIStage, _ change: (inout Organization) -> Void) throws -> PolicyItem {
        var organization = try #require(stage.administration.state.organization(organization))
        change(&organization)
        return PolicyItem(organization)
    }

    private static func settings(_ number: String, _ stage: APIStage) -> ExtensionSettings? {
        stage.administration.state.organization(organization)?.settings(number)
    }

    @Test func theSwitchIsThrownAndNothingElse() async throws {
        let stage = try PageStage()
        try Self.elsewhere(Self.head(stage.api) { $0.consent = .required }, on: stage.api)
        let fields = [("listening", "disabled"), ("sure", "1")]
        #expect(try await stage.post("settings/listening", fields, as: .root).status == 303)
        let organization = stage.api.administration.state.organization(Self.organization)
        #expect(organization?.listening == .disabled && organization?.consent == .required)
    }

    @Test func manyAtOnceChangeOnlyWhatIsNamed() async throws {
        let stage = try APIStage()
        let locked = ExtensionSettings("102", connectedCallers: Located(.nobody), managed: .admin)
        try Self.elsewhere(PolicyItem(locked, of: Self.organization), on: stage)
        let body: JSONValue = ["extensions": ["101", "102"], "set": ["status": "nobody"]]
        let result = try await stage.ask(.post, APIStage.home + "/extensions:bulk", by: .alice, body)
        #expect(result.status == 200 && result.body["revision"] == 3)
        let settings = Self.settings("102", stage)
        #expect(settings?.status?.value == .nobody && settings?.connectedCallers?.value == .nobody)
        #expect(settings?.managed == .admin)
    }

    @Test func manyAtOncePassNoLockOfAnotherNode() async throws {
        let stage = try APIStage()
        let locked = ExtensionSettings("102", status: Located(.nobody), managed: .admin)
        try Self.elsewhere(PolicyItem(locked, of: Self.organization), on: stage)
        let body: JSONValue = ["extensions": ["102"], "set": ["status": "everyone"]]
        let result = try await stage.ask(.post, APIStage.home + "/extensions:bulk", by: .bob, body)
        #expect(result.status == 403)
        #expect(Self.settings("102", stage)?.status?.value == .nobody)
        #expect(try stage.store.policyRevision() == 2)
    }

    @Test func manyAtOnceAreHeldToTheVersionsThatTheyName() async throws {
        let stage = try APIStage()
        let seen = try await stage.ask(.get, APIStage.home + "/extensions/102", by: .alice).tag
        let other = ExtensionSettings("102", connectedCallers: Located(.nobody))
        try Self.elsewhere(PolicyItem(other, of: Self.organization), on: stage)
        let body: JSONValue = [
            "extensions": ["102"], "set": ["status": "nobody"], "if-match": ["102": .string(seen)],
        ]
        let result = try await stage.ask(.post, APIStage.home + "/extensions:bulk", by: .alice, body)
        #expect(result.status == 409)
        #expect(result.body["theirs"]?["connected-callers"] == "nobody")
    }

    /// Of two nodes, one that has made revision 2, and one that makes revision 3 while somebody restores the first.
    private static func restored(_ stage: APIStage) async throws {
        let body: JSONValue = ["status": "everyone"]
        let put = try await stage.ask(
            .put,
            APIStage.home + "/extensions/101",
            by: .alice,
            body,
            headers: [.ifMatch: "*"]
        )
        #expect(put.status == 200)
    }

    @Test(arguments: [true, false])
    func aRestorationTakesNothingBackThatItHasNotSeen(_ isTouched: Bool) async throws {
        let stage = try APIStage()
        try await Self.restored(stage)
        let other = ExtensionSettings(isTouched ? "101" : "200", status: Located(.nobody), managed: .admin)
        try Self.elsewhere(PolicyItem(other, of: Self.organization), on: stage)
        let uri = APIStage.home + "/revisions/1/restore"
        let first = try await stage.ask(.post, uri, by: .alice, .object([]))
        #expect(first.status == 409)
        #expect(first.body["theirs"]?["managed"] == "admin")
        #expect(try stage.store.policyRevision() == 3)
        #expect(try await stage.ask(.post, uri, by: .alice, .object([])).status == 200)
        #expect(Self.settings("200", stage)?.managed == .user)
    }

    @Test func aRestorationOnThePageTakesNothingBackThatItHasNotSeen() async throws {
        let stage = try PageStage()
        try await Self.restored(stage.api)
        let other = ExtensionSettings("101", status: Located(.nobody), managed: .admin)
        try Self.elsewhere(PolicyItem(other, of: Self.organization), on: stage.api)
        let answer = try await stage.post("history/1", [("do", "save")], as: .alice)
        #expect(answer.status == 409)
        #expect(answer.text.contains("role=\"alert\""))
        #expect(try stage.api.store.policyRevision() == 3)
    }

    @Test func aRemovalTakesTheNameOutOfWhatIsThereThen() async throws {
        let stage = try PageStage()
        let seen = stage.api.administration.state.tag(
            PolicyItem.Key(organization: Self.organization, kind: .role, name: "Supervisors")
        )
        let supervisors = Located(Audience.only([Member(.role, "Supervisors"), Member(.user, "dave")]))
        let one = ExtensionSettings("102", listenWhisperBarge: supervisors, consent: .required, managed: .admin)
        let two = ExtensionSettings("200", listenWhisperBarge: supervisors)
        try Self.elsewhere(
            PolicyItem(one, of: Self.organization),
            PolicyItem(two, of: Self.organization),
            on: stage.api
        )
        let answer = try await stage.post("roles/Supervisors/remove", [("seen", seen.text)], as: .alice)
        #expect(answer.status == 303)
        let settings = Self.settings("102", stage.api)
        #expect(settings?.managed == .admin && settings?.consent == .required)
        #expect(settings?.listenWhisperBarge?.value == .only([Member(.user, "dave")]))
        #expect(Self.settings("200", stage.api)?.listenWhisperBarge?.value == .only([Member(.user, "dave")]))
    }
}
