import AccessPolicy
import ArgumentParser
import Foundation
import PolicyAdministration
import PolicyStore
import Testing

@testable import earshot

/// What the commands put into the register, and what they refuse.
@Suite struct ConsentCommandTests {
    private static let now = Date(timeIntervalSince1970: 1_795_424_221)

    private static func policy(_ names: [String] = ["Example Ltd"]) throws -> PolicySnapshot {
        let organizations = names.map { name in
            Organization(
                name: Located(name),
                users: [User("alice", extensions: ["101"]), User("bob", extensions: ["102"])],
                extensions: [ExtensionSettings("Hall")]
            )
        }
        return try PolicyCompiler.compile(PolicyModel(organizations: organizations), revision: 1)
    }

    /// The entry, or the words of the refusal.
    private func recorded(_ arguments: String..., in policy: PolicySnapshot? = nil) throws -> (ConsentEntry?, String) {
        let fixed = ["--recorded-by", "Bob Roy"]
        let command = try ConsentRecordCommand.parse(fixed + arguments)
        let policy = try policy ?? Self.policy()
        do throws(ConsentPlace.UnusableError) {
            return (try command.entry(policy, now: Self.now), "")
        } catch {
            return (nil, error.text)
        }
    }

    @Test func aConsentIsRecordedWithTheOwnerOfNow() throws {
        let entry = try recorded("--extension", "101", "--given-by", "Alice Ng", "--date", "2026-11-01").0
        let expected = ConsentEntry(
            organization: "Example Ltd",
            extensionNumber: "101",
            event: .given(by: "Alice Ng", on: "2026-11-01", owner: "alice"),
            recordedBy: "Bob Roy",
            recordedAt: 1_795_424_221
        )
        #expect(entry == expected)
    }

    @Test func theExtensionIsWrittenAsInThePolicy() throws {
        let entry = try recorded("--extension", "HALL", "--given-by", "alice", "--note", "form 7").0
        #expect(entry?.extensionNumber == "Hall")
        #expect(entry?.note == "form 7")
        #expect(entry?.event == .given(by: "alice", on: CalendarDay(Self.now).text, owner: nil))
    }

    @Test func anUnknownExtensionIsRefused() throws {
        for unknown in ["999", "alice"] {
            #expect(
                try recorded("--extension", unknown, "--given-by", "alice").1
                    == "`\(unknown)` is neither listed nor owned in `Example Ltd`; "
                    + "list it under `extensions`, or under a user's"
            )
        }
    }

    @Test func oneUserDoesNotConsentForAnother() throws {
        #expect(
            try recorded("--extension", "102", "--given-by", "Alice").1
                == "`102` belongs to `bob`, for whom `Alice` cannot consent; check the extension and the person"
        )
    }

    @Test func aDateInTheFutureIsRefused() throws {
        let text = try recorded("--extension", "101", "--given-by", "alice", "--date", "2026-11-30").1
        #expect(text == "`2026-11-30` is in the future; record the consent when it has been given")
    }

    @Test func whatIsNoDateIsRefused() throws {
        let text = try recorded("--extension", "101", "--given-by", "alice", "--date", "1.11.2026").1
        #expect(text == "`1.11.2026` is no date; write it as in `2026-11-01`")
    }

    @Test func ofSeveralOrganizationsOneMustBeNamed() throws {
        let policy = try Self.policy(["North", "South"])
        let several = "the policy has several organizations; add `--organization NAME`, one of `North`, `South`"
        #expect(try recorded("--extension", "101", "--given-by", "alice", in: policy).1 == several)
        let named = try recorded("--extension", "101", "--given-by", "alice", "--organization", "south", in: policy)
        #expect(named.0?.organization == "South")
        let unknown = try recorded("--extension", "101", "--given-by", "alice", "--organization", "West", in: policy)
        #expect(unknown.1 == "the policy has no organization `West`; it has `North`, `South`")
    }

    // MARK: Withdrawing

    private static func given(_ number: String, of organization: String = "Example Ltd") -> ConsentEntry {
        ConsentEntry(
            number: 1,
            organization: organization,
            extensionNumber: number,
            event: .given(by: "Alice Ng", on: "2026-11-01", owner: "alice"),
            recordedBy: "Bob Roy",
            recordedAt: 1_795_424_000
        )
    }

    private func withdrawn(_ entries: [ConsentEntry], _ arguments: String...) throws -> (ConsentEntry?, String) {
        let command = try ConsentWithdrawCommand.parse(["--by", "Alice Ng"] + arguments)
        let policy = try Self.policy()
        do throws(ConsentPlace.UnusableError) {
            return (try command.entry(entries, policy, now: Self.now), "")
        } catch {
            return (nil, error.text)
        }
    }

    @Test func withdrawingIsAnEntryOfItsOwn() throws {
        let entry = try withdrawn([Self.given("101")], "--extension", "101", "--note", "form 8").0
        let expected = ConsentEntry(
            organization: "Example Ltd",
            extensionNumber: "101",
            event: .withdrawn,
            recordedBy: "Alice Ng",
            recordedAt: 1_795_424_221,
            note: "form 8"
        )
        #expect(entry == expected)
    }

    @Test func withdrawingNeedsAConsentThatStands() throws {
        let none = "no consent stands for `101` of `Example Ltd`; see `earshot consent list --history`"
        #expect(try withdrawn([], "--extension", "101").1 == none)
        let first = try #require(try withdrawn([Self.given("101")], "--extension", "101").0)
        #expect(try withdrawn([Self.given("101"), first], "--extension", "101").1 == none)
        #expect(try withdrawn([Self.given("102")], "--extension", "101").1 == none)
    }

    @Test func whatThePolicyNoLongerHasCanBeWithdrawn() throws {
        #expect(try withdrawn([Self.given("999")], "--extension", "999").0?.extensionNumber == "999")
        let former = [Self.given("101", of: "Former Ltd")]
        #expect(try withdrawn(former, "--extension", "101").0 == nil)
        let entry = try withdrawn(former, "--extension", "101", "--organization", "former ltd").0
        #expect(entry?.organization == "Former Ltd")
    }

    // MARK: Listing

    private static func line(_ number: String, withdrawal: ConsentEntry? = nil) throws -> String {
        ConsentText.line(ConsentRecord(given(number), withdrawal: withdrawal), try policy())
    }

    @Test func aLineSaysWhatAConsentIsWorth() throws {
        let start = "given by Alice Ng on 2026-11-01, recorded by Bob Roy at 2026-11-23T08:53:20Z"
        #expect(try Self.line("101") == "101 of Example Ltd: \(start); counts, but the policy asks for none")
        #expect(
            try Self.line("102")
                == "102 of Example Ltd: \(start); does not count: the extension was that of alice, and is that of bob now"
        )
        let end = try #require(try withdrawn([Self.given("101")], "--extension", "101", "--note", "form 8").0)
        #expect(
            try Self.line("101", withdrawal: end)
                == "101 of Example Ltd: \(start); withdrawn by Alice Ng at 2026-11-23T08:57:01Z (form 8)"
        )
    }

    @Test func jsonHasEveryField() throws {
        #expect(
            JSONText.write(ConsentText.json(ConsentRecord(Self.given("101")), try Self.policy()))
                == #"{"number":1,"organization":"Example Ltd","extension":"101","owner":"alice","given-by":"Alice Ng","#
                + #""given-at":"2026-11-01","recorded-by":"Bob Roy","recorded-at":"2026-11-23T08:53:20Z","note":"","#
                + #""withdrawn-by":null,"withdrawn-at":null,"withdrawn-note":null,"standing":"not-required"}"#
        )
    }

    @Test func theListHidesWhatWasWithdrawnUnlessAsked() throws {
        let end = try #require(try withdrawn([Self.given("101")], "--extension", "101").0)
        let records = [
            ConsentRecord(Self.given("101"), withdrawal: end), ConsentRecord(Self.given("102")),
            ConsentRecord(Self.given("101", of: "Other")),
        ]
        func chosen(_ arguments: String...) throws -> [Int] {
            let chosen = try ConsentListCommand.parse(arguments).chosen(from: records)
            return chosen.compactMap { record in records.firstIndex { $0 == record } }
        }
        #expect(try chosen() == [1, 2])
        #expect(try chosen("--history") == [0, 1, 2])
        #expect(try chosen("--history", "--extension", "101") == [0, 2])
        #expect(try chosen("--organization", "OTHER") == [2])
    }

    @Test func validateWarnsOfConsentsThatNoLongerCount() throws {
        let policy = try Self.policy()
        #expect(ConsentText.warning(ConsentRecord(Self.given("101")), policy) == nil)
        #expect(
            ConsentText.warning(ConsentRecord(Self.given("999")), policy)
                == "the consent for `999` of `Example Ltd` does not count: the extension is neither listed nor owned; "
                + "withdraw it, and record a new one if there is one"
        )
    }
}
