import Testing

@testable import AccessPolicy

/// Decisions with the rule that gives them.
@Suite struct DecisionTests {
    let snapshot: PolicySnapshot
    let organization: OrganizationID
    let alice: UserID?
    let bob: UserID?
    let carol: UserID?

    init() throws {
        snapshot = try SamplePolicy.snapshot()
        organization = snapshot.organizations[0]
        alice = snapshot.user("alice", organization)
        bob = snapshot.user("bob", organization)
        carol = snapshot.user("carol", organization)
    }

    private func permit(_ rule: Rule, _ disclosure: Disclosure) -> Decision {
        .permit(Permit(rule: rule, disclosure: disclosure))
    }

    private func deny(_ rule: Rule) -> Decision {
        .deny(Denial(rule: rule))
    }

    @Test func ownerSeesEverything() {
        #expect(snapshot.monitoring("101", organization, by: alice) == permit(.owner, .full))
    }

    @Test func namedWatcherSeesStatusWithoutCallers() {
        #expect(snapshot.monitoring("101", organization, by: bob) == permit(.callersNobody, .status))
    }

    @Test func watcherNotNamedIsRefused() {
        #expect(snapshot.monitoring("101", organization, by: carol) == deny(.statusNotNamed))
    }

    @Test func watcherNotNamedForCallersSeesStatus() {
        #expect(snapshot.monitoring("102", organization, by: carol) == permit(.callersNotNamed, .status))
    }

    @Test func watcherNamedForCallersSeesThem() {
        #expect(snapshot.monitoring("102", organization, by: alice) == permit(.callersNamed, .full))
    }

    @Test func beingNamedForCallersOpensTheStatus() {
        #expect(snapshot.monitoring("lab", organization, by: alice) == permit(.openedByConnectedCallers, .full))
    }

    @Test func statusNobodyIsFinalForOthers() {
        #expect(snapshot.monitoring("hall", organization, by: alice) == deny(.statusNobody))
    }

    @Test func unlistedExtensionHasTheDefaults() {
        #expect(snapshot.monitoring("999", organization, by: carol) == permit(.callersEveryone, .full))
    }

    @Test func targetIsFoundInAnyCase() {
        #expect(snapshot.monitoring("HALL", organization, by: alice) == deny(.statusNobody))
    }

    @Test func userNameHasTheStrictestAnswerOfTheUsersExtensions() {
        #expect(snapshot.monitoring("bob", organization, by: carol) == permit(.callersNotNamed, .status))
    }

    @Test func ownNameIsOwned() {
        #expect(snapshot.monitoring("CAROL", organization, by: carol) == permit(.owner, .full))
        #expect(snapshot.owns("carol", organization, carol))
    }

    @Test func userWithoutExtensionsHasTheDefaults() {
        #expect(snapshot.monitoring("carol", organization, by: bob) == permit(.callersEveryone, .full))
        #expect(snapshot.listening("carol", organization, by: alice) == permit(.listeningNamed, .full))
    }

    @Test func unidentifiedWatcherIsRefused() {
        #expect(snapshot.monitoring("999", organization, by: nil) == deny(.unidentifiedWatcher))
        #expect(snapshot.listening("999", organization, by: nil) == deny(.unidentifiedWatcher))
        #expect(snapshot.listeningToEveryone(in: organization, by: nil) == deny(.unidentifiedWatcher))
        #expect(!snapshot.owns("101", organization, nil))
    }

    @Test func watcherOfAnotherOrganizationIsRefused() {
        let mallory = snapshot.user("mallory", snapshot.organizations[1])
        #expect(mallory != nil)
        #expect(snapshot.monitoring("999", organization, by: mallory) == deny(.otherOrganization))
        #expect(snapshot.listening("101", organization, by: mallory) == deny(.otherOrganization))
        #expect(!snapshot.owns("101", organization, mallory))
    }

    @Test func idsOfAnotherSnapshotAreRefused() throws {
        let later = try SamplePolicy.snapshot(revision: 2)
        let place = later.organizations[0]
        #expect(later.monitoring("999", place, by: alice) == deny(.unidentifiedWatcher))
        #expect(later.monitoring("999", organization, by: alice) == deny(.unknownDomain))
    }

    @Test func namedWatcherMayListen() {
        #expect(snapshot.listening("102", organization, by: alice) == permit(.listeningNamed, .full))
    }

    @Test func owningGivesNoRightToListen() {
        #expect(snapshot.listening("102", organization, by: bob) == deny(.listeningNotNamed))
    }

    @Test func listeningNobodyHoldsForAdminsToo() {
        #expect(snapshot.listening("101", organization, by: alice) == deny(.listeningNobody))
        #expect(snapshot.listening("alice", organization, by: alice) == deny(.listeningNobody))
    }

    @Test func oneExtensionWithNobodyForbidsListeningToEveryone() {
        #expect(snapshot.listeningToEveryone(in: organization, by: alice) == deny(.listeningNobody))
    }

    @Test func adminMayListenToEveryoneByDefault() {
        let other = snapshot.organizations[1]
        let mallory = snapshot.user("mallory", other)
        #expect(snapshot.listeningToEveryone(in: other, by: mallory) == permit(.listeningNamed, .full))
    }

    @Test func switchedOffListeningIsOffForAdmins() throws {
        let snapshot = try SamplePolicy.snapshot(listening: .disabled)
        let place = snapshot.organizations[0]
        let alice = snapshot.user("alice", place)
        #expect(snapshot.listening("102", place, by: alice) == deny(.listeningDisabled))
        #expect(snapshot.listeningToEveryone(in: place, by: alice) == deny(.listeningDisabled))
    }

    @Test func oneExtensionThatShowsNothingForbidsSeeingEveryone() {
        #expect(snapshot.monitoringEveryone(in: organization, by: alice) == deny(.callersNobody))
    }

    @Test func everybodySeesEveryoneByDefault() {
        let other = snapshot.organizations[1]
        let mallory = snapshot.user("mallory", other)
        #expect(snapshot.monitoringEveryone(in: other, by: mallory) == permit(.callersEveryone, .full))
        #expect(snapshot.monitoringEveryone(in: other, by: nil) == deny(.unidentifiedWatcher))
        #expect(snapshot.monitoringEveryone(in: organization, by: mallory) == deny(.otherOrganization))
    }

    @Test func theOwnerOfTheOneHiddenExtensionSeesEveryone() throws {
        var hidden = SamplePolicy.other()
        hidden.users.append(User("trent"))
        hidden.extensions = [ExtensionSettings("101", status: Located(.nobody))]
        let snapshot = try PolicyCompiler.compile(PolicyModel(organizations: [hidden]), revision: 1)
        let place = snapshot.organizations[0]
        let mallory = snapshot.user("mallory", place)
        let trent = snapshot.user("trent", place)
        #expect(snapshot.monitoringEveryone(in: place, by: mallory) == permit(.callersNamed, .full))
        #expect(snapshot.monitoringEveryone(in: place, by: trent) == deny(.callersNotNamed))
    }

    @Test func passThroughCarriesItsReason() {
        #expect(snapshot.passThrough(.response) == Permit(rule: .passThrough(.response), disclosure: .full))
    }
}
