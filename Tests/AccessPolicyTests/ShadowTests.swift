import Testing

@testable import AccessPolicy

/// What the view opens in which organisations in shadow mode enforce nothing.
@Suite struct ShadowTests {
    /// 101 and 102 are the first organisation's, which nobody may see; 201 is the second's.
    private static func snapshot(_ first: PolicyMode, _ second: PolicyMode) throws -> PolicySnapshot {
        let closed = ExtensionRule(
            status: Located(.nobody),
            connectedCallers: Located(.nobody),
            listenWhisperBarge: Located(.nobody)
        )
        func organization(_ name: String, _ mode: PolicyMode, _ owner: String, _ number: String) -> Organization {
            Organization(
                name: Located(name),
                domains: [Located("\(name).example")],
                mode: mode,
                defaults: closed,
                users: [User(Located(owner), extensions: [Located(number)]), User(Located("\(owner)2"))]
            )
        }
        let organizations = [organization("one", first, "alice", "101"), organization("two", second, "bob", "201")]
        return try PolicyCompiler.compile(PolicyModel(organizations: organizations), revision: 1)
    }

    private struct View {
        let policy: PolicySnapshot
        let one: OrganizationID
        let two: OrganizationID

        init(_ first: PolicyMode, _ second: PolicyMode) throws {
            let policy = try ShadowTests.snapshot(first, second)
            (one, two) = (policy.organizations[0], policy.organizations[1])
            self.policy = try #require(policy.unenforced)
        }

        func watcher(_ name: String, _ organization: OrganizationID) -> UserID? {
            policy.user(named: name.utf8Span.span, in: organization)
        }

        func sees(_ target: String, _ organization: OrganizationID, _ watcher: UserID?) -> Bool {
            policy.monitoring(target, organization, by: watcher).disclosure == .full
        }
    }

    @Test func withoutShadowThereIsNoView() throws {
        #expect(try Self.snapshot(.enforce, .enforce).unenforced == nil)
    }

    @Test func thePolicyItselfDecidesAsEver() throws {
        let policy = try Self.snapshot(.shadow, .shadow)
        let watcher = policy.user(named: "alice2".utf8Span.span, in: policy.organizations[0])
        #expect(policy.monitoring("101", policy.organizations[0], by: watcher).rule == .statusNobody)
        #expect(!policy.isOpen(policy.organizations[0]))
    }

    @Test func aRefusalBecomesAPermitOfItsOwnRule() throws {
        let view = try View(.shadow, .enforce)
        let decision = view.policy.monitoring("101", view.one, by: view.watcher("alice2", view.one))
        #expect(decision == .permit(Permit(rule: .shadow, disclosure: .full)))
    }

    @Test func whatIsPermittedKeepsItsRule() throws {
        let view = try View(.shadow, .enforce)
        #expect(view.policy.monitoring("101", view.one, by: view.watcher("alice", view.one)).rule == .owner)
    }

    @Test func listeningGoesToo() throws {
        let view = try View(.shadow, .enforce)
        let decision = view.policy.listening(to: "101".utf8Span.span, in: view.one, by: view.watcher("alice", view.one))
        #expect(decision.rule == .shadow)
    }

    @Test func theOtherOrganisationStaysClosed() throws {
        let view = try View(.shadow, .enforce)
        #expect(!view.sees("201", view.two, view.watcher("bob2", view.two)))
        #expect(!view.sees("201", view.two, nil))
        #expect(!view.sees("201", view.two, view.watcher("alice", view.one)))
    }

    @Test func aNumberOfTheOtherIsNotOpenedUnderOurDomain() throws {
        let view = try View(.shadow, .enforce)
        #expect(!view.sees("201", view.one, view.watcher("alice", view.one)))
        #expect(!view.sees("bob", view.one, view.watcher("alice", view.one)))
    }

    @Test func usersOfTheOtherPassNowhere() throws {
        let view = try View(.shadow, .enforce)
        #expect(!view.sees("101", view.one, view.watcher("bob", view.two)))
        #expect(!view.sees("999", view.one, view.watcher("bob", view.two)))
    }

    @Test func aNumberThatNobodyKnowsIsForUsersOnly() throws {
        let view = try View(.shadow, .enforce)
        #expect(view.sees("999", view.one, view.watcher("alice", view.one)))
        #expect(!view.sees("999", view.one, nil))
    }

    @Test func whoIsNotIdentifiedSeesWhatIsListed() throws {
        let view = try View(.shadow, .enforce)
        #expect(view.sees("101", view.one, nil))
    }

    @Test func whatNamesNoTargetStaysClosedBesideOneThatEnforces() throws {
        let view = try View(.shadow, .enforce)
        let alice = view.watcher("alice", view.one)
        #expect(view.policy.listeningToEveryone(in: view.one, by: alice).disclosure == .none)
        #expect(view.policy.monitoringEveryone(in: view.one, by: alice).disclosure == .none)
        #expect(!view.policy.isOpenToAll)
    }

    @Test func whereNobodyEnforcesAllIsOpen() throws {
        let view = try View(.shadow, .shadow)
        #expect(view.policy.isOpenToAll)
        #expect(view.sees("101", view.one, view.watcher("bob", view.two)))
        #expect(view.sees("999", view.one, nil))
        #expect(view.policy.listeningToEveryone(in: view.one, by: nil).rule == .shadow)
    }

    @Test func aDomainOfNobodyIsNeverOpen() throws {
        let view = try View(.shadow, .shadow)
        let none = OrganizationID(index: 7, edition: view.policy.edition)
        #expect(!view.sees("101", none, nil))
    }

    @Test func otherConsentsAndOtherReadersHaveTheViewToo() throws {
        let policy = try Self.snapshot(.shadow, .enforce)
        #expect(policy.with(StandingConsents(), revision: 2).unenforced?.revision == 2)
        #expect(PolicySnapshot(sharing: policy).unenforced != nil)
    }
}
