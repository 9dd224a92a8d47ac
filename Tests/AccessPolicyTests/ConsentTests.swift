import Testing

@testable import AccessPolicy

/// What a required consent does to decisions and their reasons.
@Suite struct ConsentTests {
    /// Alice, who is the Admin, may listen to everything but 101; what needs a consent is as told.
    private func snapshot(
        _ consent: ConsentRequirement = .notRequired,
        _ own: [String: ConsentRequirement] = [:],
        _ events: [ConsentEvent] = []
    ) throws -> PolicySnapshot {
        var organization = SamplePolicy.organization()
        organization.consent = consent
        for index in organization.extensions.indices {
            organization.extensions[index].consent = own[organization.extensions[index].number.value]
        }
        let model = PolicyModel(organizations: [organization, SamplePolicy.other()])
        return try PolicyCompiler.compile(model, consents: StandingConsents(events), revision: 1)
    }

    private static func given(_ number: String, by owner: String?) -> ConsentEvent {
        ConsentEvent(organization: "Example Ltd", number: number, owner: owner, isWithdrawal: false)
    }

    private func listening(_ target: String, _ snapshot: PolicySnapshot, by watcher: String = "alice") -> Rule {
        let organization = snapshot.organizations[0]
        return snapshot.listening(target, organization, by: snapshot.user(watcher, organization)).rule
    }

    @Test func withoutAConsentNobodyMayListen() throws {
        #expect(try listening("102", snapshot(.notRequired, ["102": .required])) == .consentMissing)
    }

    @Test func aRecordedConsentOpensWhatTheSettingAllows() throws {
        let snapshot = try snapshot(.notRequired, ["102": .required], [Self.given("102", by: "bob")])
        #expect(listening("102", snapshot) == .listeningNamed)
    }

    @Test func aConsentGivesNoRight() throws {
        let snapshot = try snapshot(.required, [:], [Self.given("102", by: "bob"), Self.given("101", by: "alice")])
        #expect(listening("102", snapshot, by: "bob") == .listeningNotNamed)
        #expect(listening("101", snapshot) == .listeningNobody)
    }

    @Test func theOrganizationsRequirementHoldsForOwnedAndListedExtensions() throws {
        let snapshot = try snapshot(.required)
        for target in ["102", "112", "hall"] { #expect(listening(target, snapshot) == .consentMissing) }
    }

    @Test func anExtensionsOwnRequirementComesFirst() throws {
        let snapshot = try snapshot(.required, ["102": .notRequired])
        #expect(listening("102", snapshot) == .listeningNamed)
        #expect(listening("hall", snapshot) == .consentMissing)
    }

    @Test func anUnlistedExtensionCanHaveNoConsent() throws {
        #expect(try listening("999", snapshot(.required, [:], [Self.given("999", by: nil)])) == .consentMissing)
        #expect(try listening("999", snapshot(.notRequired, ["102": .required])) == .listeningNamed)
    }

    @Test func aUsersNameNeedsAConsentForEachOfTheUsersExtensions() throws {
        let one = [Self.given("112", by: "bob")]
        #expect(try listening("bob", snapshot(.required, [:], one)) == .consentMissing)
        #expect(try listening("bob", snapshot(.required, [:], one + [Self.given("102", by: "bob")])) == .listeningNamed)
        #expect(try listening("carol", snapshot(.required)) == .consentMissing)
    }

    @Test func theConsentOfAFormerOwnerIsNone() throws {
        let snapshot = try snapshot(.notRequired, ["102": .required], [Self.given("102", by: "alice")])
        #expect(listening("102", snapshot) == .consentMissing)
    }

    @Test func monitoringAsksForNoConsent() throws {
        let (without, with) = (try snapshot(), try snapshot(.required))
        for target in ["101", "102", "hall", "lab", "bob", "999"] {
            let rules = [without, with].map { snapshot in
                let organization = snapshot.organizations[0]
                return snapshot.monitoring(target, organization, by: snapshot.user("alice", organization))
            }
            #expect(rules[0] == rules[1])
        }
    }

    @Test func otherOrganizationsAreNotAsked() throws {
        let snapshot = try snapshot(.required)
        let other = snapshot.organizations[1]
        #expect(snapshot.listening("101", other, by: snapshot.user("mallory", other)).rule == .listeningNamed)
    }

    // MARK: Codes without a target

    private func listeningToEveryone(_ snapshot: PolicySnapshot) -> Rule {
        let organization = snapshot.organizations[0]
        return snapshot.listeningToEveryone(in: organization, by: snapshot.user("mallory", organization)).rule
    }

    private func other(
        _ consent: ConsentRequirement,
        _ own: ConsentRequirement?,
        _ events: [ConsentEvent] = []
    ) throws -> PolicySnapshot {
        var organization = SamplePolicy.other()
        organization.consent = consent
        organization.extensions = [ExtensionSettings("101", consent: own)]
        return try PolicyCompiler.compile(
            PolicyModel(organizations: [organization]),
            consents: StandingConsents(events),
            revision: 1
        )
    }

    @Test func oneMissingConsentForbidsListeningToEveryone() throws {
        #expect(try listeningToEveryone(other(.notRequired, .required)) == .consentMissing)
        let given = ConsentEvent(organization: "Other", number: "101", owner: "mallory", isWithdrawal: false)
        #expect(try listeningToEveryone(other(.notRequired, .required, [given])) == .listeningNamed)
    }

    @Test func anOrganizationThatRequiresConsentHasNoListeningToEveryone() throws {
        #expect(try listeningToEveryone(other(.required, .notRequired)) == .consentMissing)
    }

    // MARK: Another register for the same policy

    @Test func otherConsentsMakeWhatCompilingMakes() throws {
        let before = try snapshot(.required, [:], [Self.given("hall", by: nil)])
        var consents = StandingConsents()
        consents.give(for: "102", of: "Example Ltd", owner: "bob")
        let after = before.with(consents, revision: 2)
        #expect(after.revision == 2)
        #expect(listening("102", after) == .listeningNamed)
        #expect(listening("hall", after) == .consentMissing)
        #expect(listening("102", before) == .consentMissing)
        #expect(listening("hall", before) == .listeningNamed)
    }

    @Test func aSnapshotSaysWhetherConsentMattersAtAll() throws {
        #expect(try !snapshot().isConsentRequired)
        #expect(try snapshot(.required, ["102": .notRequired]).isConsentRequired)
        #expect(try snapshot(.notRequired, ["102": .required]).isConsentRequired)
    }

    @Test func aListedOrOwnedExtensionIsKnownInAnyCase() throws {
        let snapshot = try snapshot(.notRequired, ["hall": .required])
        let organization = snapshot.organizations[0]
        let hall = KnownExtension(number: "hall", owner: nil, isConsentRequired: true)
        #expect(snapshot.knownExtension("HALL", in: organization) == hall)
        #expect(snapshot.knownExtension("112", in: organization)?.owner == "bob")
        #expect(snapshot.knownExtension("bob", in: organization) == nil)
        #expect(snapshot.knownExtension("999", in: organization) == nil)
    }

    // MARK: Reasons

    private func reason(_ target: String, _ snapshot: PolicySnapshot, _ watcher: String = "alice") -> String? {
        snapshot.explain(watcher: watcher, target: target)?.reasons.listen
    }

    @Test func saysWhatToDoForAConsent() throws {
        let snapshot = try snapshot(.required)
        let advice = "until a consent is recorded for it: `earshot consent record`"
        #expect(reason("102", snapshot) == "nobody may listen to 102 \(advice)")
        #expect(reason("bob", snapshot) == "nobody may listen to 102 of bob \(advice)")
        #expect(snapshot.explain(watcher: "alice", target: "102")?.listenRule == .consentMissing)
    }

    @Test func saysThatAnUnlistedExtensionCanHaveNone() throws {
        #expect(
            try reason("999", snapshot(.required))
                == "nobody may listen to 999 (not listed, so the defaults hold): a consent is required, "
                + "and can be recorded only for an extension that is listed or owned"
        )
    }

    @Test func saysThatAConsentIsRecorded() throws {
        #expect(
            try reason("102", snapshot(.required, [:], [Self.given("102", by: "bob")]))
                == "listen-whisper-barge of 102 is limited to role:Admin, which names alice; "
                + "the consent that this needs is recorded"
        )
    }

    @Test func whoHasNoRightIsToldThatAndNotOfConsent() throws {
        #expect(
            try reason("hall", snapshot(.required), "bob")
                == "listen-whisper-barge of hall is limited to role:Admin, which does not name bob"
        )
    }
}
