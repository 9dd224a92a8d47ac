import AccessPolicy
import PolicyStore
import Testing

/// What entries come to, and what a consent is worth under a policy.
@Suite struct ConsentRegisterTests {
    private typealias Entries = ConsentContractTests

    private func stands(_ register: ConsentRegister, _ number: String, _ owner: String? = "alice") -> Bool {
        register.standing.stands(for: number, of: "Example Ltd", owner: owner)
    }

    private func numbered(_ entries: [ConsentEntry]) -> [ConsentEntry] {
        entries.enumerated().map { offset, entry in
            var entry = entry
            entry.number = Int64(offset + 1)
            return entry
        }
    }

    @Test func aGivenConsentStandsUntilItIsWithdrawn() {
        var register = ConsentRegister(numbered([Entries.given("101"), Entries.given("102")]))
        #expect(stands(register, "101"))
        #expect(register.last == 2)
        var next = Entries.withdrawn("101")
        next.number = 3
        register.take([next])
        #expect(!stands(register, "101"))
        #expect(stands(register, "102"))
        #expect(register.last == 3)
    }

    @Test func theOwnerOfThenIsKept() {
        let register = ConsentRegister([Entries.given("101", by: "Works council", owner: "bob")])
        #expect(stands(register, "101", "bob"))
        #expect(!stands(register, "101", "alice"))
    }

    @Test func aConsentKnowsWhatEndedIt() {
        let entries = numbered([
            Entries.given("101"), Entries.given("102"), Entries.withdrawn("101"), Entries.given("101"),
            Entries.withdrawn("103"),
        ])
        let records = ConsentRecord.all(in: entries)
        #expect(records.map(\.entry.number) == [1, 2, 4])
        #expect(records.map(\.withdrawal?.number) == [3, nil, nil])
    }

    @Test func whatARecordSaysIsWhatTheRegisterSays() {
        var withdrawal = Entries.withdrawn("HALL")
        withdrawal.organization = "EXAMPLE LTD"
        let entries = numbered([Entries.given("hall"), withdrawal])
        #expect(ConsentRecord.all(in: entries).map(\.withdrawal?.number) == [2])
        #expect(!stands(ConsentRegister(entries), "hall"))
    }

    // MARK: Under a policy

    private func standing(
        _ number: String = "101",
        owner: String? = "alice",
        organization: String = "Example Ltd"
    ) throws -> ConsentRecord.Standing {
        let model = PolicyModel(organizations: [
            Organization(
                name: "Example Ltd",
                users: [User("alice", extensions: ["101"]), User("bob", extensions: ["102"])],
                extensions: [ExtensionSettings("101", consent: .required), ExtensionSettings("hall")]
            )
        ])
        var entry = Entries.given(number, owner: owner)
        entry.organization = organization
        return ConsentRecord(entry).standing(under: try PolicyCompiler.compile(model, revision: 1))
    }

    @Test func aConsentCountsForItsOwner() throws {
        #expect(try standing() == .counts)
        #expect(try standing(owner: "ALICE", organization: "example ltd") == .counts)
    }

    @Test func aConsentMayBeMoreThanThePolicyAsks() throws {
        #expect(try standing("hall", owner: nil) == .notRequired)
    }

    @Test func aConsentOfAFormerOwnerIsNone() throws {
        #expect(try standing(owner: "bob") == .ownerChanged(now: "alice"))
        #expect(try standing(owner: nil) == .ownerChanged(now: "alice"))
        #expect(try standing("hall", owner: "alice") == .ownerChanged(now: nil))
    }

    @Test func aConsentForWhatThePolicyDoesNotHaveIsNone() throws {
        #expect(try standing("999") == .extensionUnknown)
        #expect(try standing(organization: "Elsewhere") == .organizationUnknown)
    }

    @Test func aWithdrawnConsentIsNone() throws {
        let record = ConsentRecord(Entries.given("101"), withdrawal: Entries.withdrawn("101"))
        let policy = try PolicyCompiler.compile(PolicyModel(organizations: []), revision: 1)
        #expect(record.standing(under: policy) == .withdrawn)
    }
}
