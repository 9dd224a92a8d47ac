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
            PolicyEdit(put: [Self.settings(.nobody)], comment: "quiet"),
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
        let preview = try desk.administration.preview(PolicyEdit(put: [Self.settings(.nobody)]), by: .alice)
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
        let edit = PolicyEdit(put: [PolicyItem(settings, of: "Example Ltd")])
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
        let edit = PolicyEdit(put: [Self.settings(.only([Member(.user, "nobody-we-know")]))])
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
        _ = try desk.administration.save(PolicyEdit(put: [Self.settings(.nobody)]), by: .alice, now: 0)
        let edit = PolicyEdit(put: [Self.settings(.everyone)], seen: [Self.key: seen])
        let error = #expect(throws: PolicyEditError.self) { try desk.administration.save(edit, by: .bob, now: 0) }
        guard case .conflict(Self.key, let now)? = error else { Issue.record("no conflict"); return }
        #expect(now == Self.settings(.nobody))
    }

    @Test func whatAnotherProgramHasChangedElsewhereIsKept() throws {
        let desk = try Desk()
        let other = PolicyItem(User("dave"), of: "Example Ltd")
        #expect(try desk.store.change(PolicyChange(put: [other], author: "else", time: 0), on: 1) == .made(2))
        #expect(try desk.administration.save(PolicyEdit(put: [Self.settings(.nobody)]), by: .bob, now: 0) == 3)
        #expect(desk.administration.state.organization("Example Ltd")?.user("dave") != nil)
    }

    @Test func whatIsSoAlreadyMakesNoRevision() throws {
        let desk = try Desk()
        let edit = PolicyEdit(put: [Self.settings(.nobody)])
        #expect(try desk.administration.save(edit, by: .alice, now: 0) == 2)
        #expect(try desk.administration.save(edit, by: .alice, now: 0) == 2)
    }

    @Test func aPolicyFromAFileIsOnlyLookedAt() throws {
        let model = try PolicyFile.parse(Desk.text, file: "")
        let state = PolicyState(model, try PolicyCompiler.compile(model, revision: 1), revision: nil)
        let administration = PolicyAdministration(
            PolicyBulletin(state, StandingConsents()),
            store: try AdministeredStore.emptyStore()
        ) {}
        let error = #expect(throws: PolicyEditError.self) {
            try administration.save(PolicyEdit(put: [Self.settings(.nobody)]), by: .root, now: 0)
        }
        guard case .readOnly? = error else { Issue.record("not read only"); return }
    }

    @Test func aStrangerLearnsNothingFromConflicts() throws {
        let desk = try Desk()
        let edit = PolicyEdit(put: [Self.settings(.everyone)], seen: [Self.key: PartTag(text: "guess")])
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
