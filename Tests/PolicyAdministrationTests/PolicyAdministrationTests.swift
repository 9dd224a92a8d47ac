import AccessPolicy
import AdministeredStore
import PolicyFile
import PolicyStore
import Testing

@testable import PolicyAdministration

/// Edits made over a real store.
@Suite struct PolicyAdministrationTests {
    private static let key = PolicyItem.Key(organization: "Example Ltd", kind: .extension, name: "102")

    private static func settings(_ status: Audience) -> PolicyItem {
        PolicyItem(ExtensionSettings("102", status: Located(status)), of: "Example Ltd")
    }

    @Test func aSavedEditIsInForceWhenItReturns() throws {
        let desk = try Desk()
        let number = try desk.administration.save(
            PolicyEdit(put: [Self.settings(.nobody)], of: desk.administration.state, comment: "quiet"),
            by: .alice,
            now: 5
        )
        #expect(number == 2)
        #expect(desk.administration.state.revision == 2)
        let bob = desk.administration.state.snapshot.explain(watcher: "carol", target: "102")
        #expect(bob?.status == false)
        let revision = try desk.store.revisions(before: .max, limit: 1).first
        #expect(revision == PolicyRevision(number: 2, author: "user:alice", comment: "quiet", time: 5))
    }

    @Test func aPreviewTellsWhoseRightsChangeAndChangesNothing() throws {
        let desk = try Desk()
        let edit = PolicyEdit(put: [Self.settings(.nobody)], of: desk.administration.state)
        let preview = try desk.administration.preview(edit, by: .alice)
        let status = preview.summary(of: "Example Ltd", namesMax: 9).first { $0.setting == .status }
        #expect(status?.lost.first.map(\.user) == ["alice", "carol"])
        #expect(status?.lost.first.map(\.target) == ["102", "102"])
        #expect(desk.administration.state.revision == 1)
        #expect(try desk.store.policyRevision() == 1)
    }

    @Test(arguments: ["101", "102", "200", "300"], [Audience.nobody, .everyone, .only([Member(.role, "Desk")])])
    func aPreviewOfExtensionsAloneTellsAll(_ number: String, _ audience: Audience) throws {
        let desk = try Desk()
        let settings = ExtensionSettings(Located(number), status: Located(audience), managed: .admin)
        let edit = PolicyEdit(put: [PolicyItem(settings, of: "Example Ltd")], of: desk.administration.state)
        let preview = try desk.administration.preview(edit, by: .alice)
        let all = desk.administration.state.snapshot.rightsSummary(
            to: preview.state.snapshot,
            of: "Example Ltd",
            namesMax: 9
        )
        let told = preview.summary(of: "Example Ltd", namesMax: 9)
        #expect(told.map(\.setting) == all.map(\.setting))
        for (told, all) in zip(told, all) {
            #expect(told.gained.people == all.gained.people && told.lost.people == all.lost.people)
            #expect(told.gained.count == all.gained.count && told.lost.count == all.lost.count)
        }
    }

    @Test func whatWouldBeNoPolicyIsRefusedWithItsProblems() throws {
        let desk = try Desk()
        let edit = PolicyEdit(
            put: [Self.settings(.only([Member(.user, "nobody-we-know")]))],
            of: desk.administration.state
        )
        let error = #expect(throws: PolicyEditError.self) {
            try desk.administration.save(edit, by: .alice, now: 0)
        }
        guard case .invalid(let problems)? = error else { Issue.record("not invalid"); return }
        #expect(problems.map(\.text).joined().contains("nobody-we-know"))
        #expect(try desk.store.policyRevision() == 1)
    }

    @Test func whatSomebodyElseHasChangedMeanwhileIsAConflictThatShowsIt() throws {
        let desk = try Desk()
        let seen = desk.administration.state.tag(Self.key)
        let first = PolicyEdit(put: [Self.settings(.nobody)], of: desk.administration.state)
        _ = try desk.administration.save(first, by: .alice, now: 0)
        let state = desk.administration.state
        let edit = PolicyEdit(put: [Self.settings(.everyone)], of: state, seen: [Self.key: seen])
        let error = #expect(throws: PolicyEditError.self) { try desk.administration.save(edit, by: .bob, now: 0) }
        guard case .conflict(Self.key, let now)? = error else { Issue.record("no conflict"); return }
        #expect(now == Self.settings(.nobody))
    }

    @Test func whatAnotherProgramHasChangedElsewhereIsKept() throws {
        let desk = try Desk()
        let other = PolicyItem(User("dave"), of: "Example Ltd")
        #expect(try desk.store.change(PolicyChange(put: [other], author: "else", time: 0), on: 1) == .made(2))
        let edit = PolicyEdit(put: [Self.settings(.nobody)], of: desk.administration.state)
        #expect(try desk.administration.save(edit, by: .bob, now: 0) == 3)
        #expect(desk.administration.state.organization("Example Ltd")?.user("dave") != nil)
    }

    /// What another node makes of the policy, of which this one has not heard.
    private static func elsewhere(_ put: PolicyItem, _ desk: Desk) throws {
        let revision = try desk.store.policyRevision()
        let change = PolicyChange(put: [put], author: "else", time: 0)
        #expect(try desk.store.change(change, on: revision) == .made(revision + 1))
    }

    @Test func aPartThatAnotherNodeHasChangedIsNotTakenBack() throws {
        let desk = try Desk()
        let edit = PolicyEdit(put: [Self.settings(.nobody)], of: desk.administration.state)
        try Self.elsewhere(Self.settings(.everyone), desk)
        let error = #expect(throws: PolicyEditError.self) { try desk.administration.save(edit, by: .bob, now: 0) }
        guard case .conflict(Self.key, let now)? = error else { Issue.record("no conflict"); return }
        #expect(now == Self.settings(.everyone))
        #expect(try desk.store.policyRevision() == 2)
    }

    @Test func aPartThatAnEditWasMadeOfIsComparedAsWell() throws {
        let desk = try Desk()
        let state = desk.administration.state
        let other = PolicyItem(ExtensionSettings("200", managed: .admin), of: "Example Ltd")
        let edit = PolicyEdit(put: [Self.settings(.nobody)], of: state, using: [other.key])
        try Self.elsewhere(other, desk)
        let error = #expect(throws: PolicyEditError.self) { try desk.administration.save(edit, by: .alice, now: 0) }
        guard case .conflict(other.key, _)? = error else { Issue.record("no conflict"); return }
    }

    @Test func anEditThatMeansTheSameOverAnyPolicyIsMadeAnew() throws {
        let desk = try Desk()
        var tries = 0
        let number = try desk.administration.save(by: .root, now: 0) { state in
            tries += 1
            var organization = try #require(state.organization("Example Ltd"))
            if tries == 1 {
                var other = organization
                other.consent = .required
                try Self.elsewhere(PolicyItem(other), desk)
            }
            organization.listening = .disabled
            return PolicyEdit(put: [PolicyItem(organization)], of: state)
        }
        #expect(tries == 2 && number == 3)
        let organization = desk.administration.state.organization("Example Ltd")
        #expect(organization?.consent == .required && organization?.listening == .disabled)
    }

    @Test func whatIsSoAlreadyMakesNoRevision() throws {
        let desk = try Desk()
        for _ in 1...2 {
            let edit = PolicyEdit(put: [Self.settings(.nobody)], of: desk.administration.state)
            #expect(try desk.administration.save(edit, by: .alice, now: 0) == 2)
        }
    }

    @Test func aPolicyFromAFileIsOnlyLookedAt() throws {
        let model = try PolicyFile.parse(Desk.text, file: "")
        let state = PolicyState(model, try PolicyCompiler.compile(model, revision: 1), revision: nil)
        let administration = PolicyAdministration(
            PolicyBulletin(state, StandingConsents()),
            store: try AdministeredStore.emptyStore()
        ) {}
        let error = #expect(throws: PolicyEditError.self) {
            try administration.save(PolicyEdit(put: [Self.settings(.nobody)], of: state), by: .root, now: 0)
        }
        guard case .readOnly? = error else { Issue.record("not read only"); return }
    }

    @Test func aStrangerLearnsNothingFromConflicts() throws {
        let desk = try Desk()
        let state = desk.administration.state
        let edit = PolicyEdit(put: [Self.settings(.everyone)], of: state, seen: [Self.key: PartTag(text: "guess")])
        let error = #expect(throws: PolicyEditError.self) { try desk.administration.save(edit, by: .eve, now: 0) }
        guard case .forbidden? = error else { Issue.record("not forbidden"); return }
    }

    @Test func theDirectoryHasWhatIsListedAndWhatIsOwned() throws {
        let directory = try #require(try Desk().administration.directory(of: "Example Ltd"))
        #expect(directory.extensions.map(\.number) == ["99", "101", "102", "200"])
        #expect(directory.extensions.map(\.owner) == ["carol", "alice", "bob", nil])
        #expect(directory.extensions(matching: "ALICE").map(\.number) == ["101"])
        #expect(directory.extensions(matching: "10").map(\.number) == ["101", "102"])
        #expect(directory.users(matching: "roy").map(\.name.value) == ["bob"])
        #expect(directory.roles(matching: "").map(\.name.value) == ["Admin", "Desk"])
    }
}
