import AccessPolicy
import Foundation
import PolicyFile
import Testing

@Suite struct PolicyFileTests {
    private func organization(_ text: String) throws -> Organization {
        try #require(PolicyFile.parse(text, file: "p.yaml").organizations.first)
    }

    private func sample() throws -> Organization {
        try organization(Fixtures.text("good/sample.yaml"))
    }

    @Test func readsTheNamesOfTheSample() throws {
        let sample = try sample()
        #expect(sample.name.value == "Example Ltd")
        #expect(sample.domains == ["example.com", "127.0.0.1"])
        #expect(sample.statuses == ["In a meeting", "At lunch"])
        #expect(sample.users.map(\.displayName) == ["Alice Ng", "Bob Roy"])
        #expect(sample.users[1] == User("bob", displayName: "Bob Roy", extensions: ["102", "112"]))
    }

    @Test func readsTheRolesOfTheSample() throws {
        let supervisors = Role("Sales Supervisors", members: [Member(.user, "bob"), Member(.role, "Admin")])
        #expect(try sample().roles == [Role("Admin", members: [Member(.user, "alice")]), supervisors])
    }

    @Test func readsTheExtensionsOfTheSample() throws {
        let first = ExtensionSettings(
            "101",
            status: Located(.only([Member(.role, "Sales Supervisors")])),
            connectedCallers: Located(.nobody),
            listenWhisperBarge: Located(.nobody),
            managed: .admin
        )
        let second = ExtensionSettings("102", connectedCallers: Located(.only([Member(.user, "alice")])))
        #expect(try sample().extensions == [first, second])
    }

    @Test func leftOutKeysHaveTheirDefaults() throws {
        #expect(try organization("organization: X") == Organization(name: "X"))
    }

    @Test func leftOutDefaultsAreTheProductsDefaults() throws {
        let rule = try organization("{organization: X, defaults: {status: nobody}}").defaults
        #expect(rule == ExtensionRule(status: Located(.nobody)))
    }

    @Test func linesAreThoseOfTheFile() throws {
        let sample = try sample()
        #expect(sample.name.line == 1)
        #expect(sample.users.map(\.name.line) == [9, 10])
        #expect(sample.extensions.map(\.number.line) == [15, 20])
        #expect(sample.extensions[0].status?.line == 16)
    }

    @Test func numbersWithoutQuotesAreTheTextAsWritten() throws {
        let organization = try organization(Fixtures.text("good/unquoted-and-empty.yaml"))
        #expect(organization.name.value == "2600")
        #expect(organization.users.map(\.name.value) == ["0101", "no"])
        #expect(organization.users[0].extensions == ["0101", "102"])
        #expect(organization.extensions.map(\.number.value) == ["0101", "102"])
    }

    @Test func severalDocumentsAreSeveralOrganizations() throws {
        let model = try PolicyFile.parse(Fixtures.text("good/several-documents.yaml"), file: "p.yaml")
        #expect(model.organizations.map(\.name.value) == ["North", "South"])
        #expect(model.organizations.map(\.listening) == [.enabled, .disabled])
    }

    @Test func readsWhatNeedsAConsent() throws {
        let model = try PolicyFile.parse(Fixtures.text("good/consent.yaml"), file: "p.yaml")
        #expect(model.organizations.map(\.consent) == [.required, .notRequired])
        #expect(model.organizations[0].extensions.map(\.consent) == [nil, .notRequired, .required])
    }

    @Test func consentThatStandsIsCompiledIn() throws {
        let path = Fixtures.folder.appendingPathComponent("good/consent.yaml").path
        var consents = StandingConsents()
        consents.give(for: "hall", of: "Example Ltd", owner: nil)
        let snapshot = try PolicyFile.load(path: path, consents: consents, revision: 3)
        #expect(snapshot.whoCan(target: "hall").map(\.listen) == [true, false])
        #expect(try PolicyFile.load(path: path, revision: 3).whoCan(target: "hall").map(\.listen) == [false, false])
    }

    @Test func loadsAndCompiles() throws {
        let path = Fixtures.folder.appendingPathComponent("good/sample.yaml").path
        let snapshot = try PolicyFile.load(path: path, revision: 3)
        let explanation = try #require(snapshot.explain(watcher: "bob", target: "101"))
        #expect(explanation.disclosure == .status)
        #expect(!explanation.listen)
    }

    @Test func missingFileIsAProblem() {
        let error = #expect(throws: InvalidPolicyError.self) {
            try PolicyFile.load(path: "no-such-policy.yaml", revision: 1)
        }
        #expect(
            error?.description
                == "no-such-policy.yaml: the policy file does not exist; check the path and the permissions"
        )
    }

    @Test func charactersOfTheKeyMarkAreAProblem() {
        let error = #expect(throws: InvalidPolicyError.self) {
            try PolicyFile.parse("organization: X\nstatuses: [\"\u{E000}1\u{E001}\"]", file: "p.yaml")
        }
        #expect(error?.problems.map(\.line) == [2])
    }

    @Test func controlCharacterIsAProblemWithItsLine() {
        let error = #expect(throws: InvalidPolicyError.self) {
            try PolicyFile.parse("organization: X\nstatuses: [\"\u{1}\"]", file: "p.yaml")
        }
        #expect(error?.problems.map(\.line) == [2])
    }

    @Test(arguments: ["'", "\"", "x: y", "- x", "null", "~", "yes", "007", "a\\b", "Ä ö", "😀", "#", "a #b", "\u{2028}"])
    func writesAnyTextSoThatItIsReadAgain(_ text: String) throws {
        let model = PolicyModel(organizations: [
            Organization(
                name: Located(text),
                users: [User(Located(text), displayName: text, extensions: [Located(text)])],
                roles: [Role(Located(text), members: [Member(.user, text)])],
                statuses: [Located(text)]
            )
        ])
        #expect(try PolicyFile.parse(PolicyFile.write(model), file: "p.yaml") == model)
    }

    @Test func writesThreeOrganizationsAsDocuments() throws {
        let model = PolicyModel(organizations: ["A", "B", "C"].map { Organization(name: Located($0)) })
        #expect(try PolicyFile.parse(PolicyFile.write(model), file: "p.yaml") == model)
    }

    @Test func manyDuplicateKeysAreReportedAtOnce() {
        let keys = (0..<5).map { _ in "listening: enabled\n" }.joined()
        let error = #expect(throws: InvalidPolicyError.self) {
            try PolicyFile.parse("organization: X\n\(keys)", file: "p.yaml")
        }
        #expect(error?.problems.map(\.line) == [3, 4, 5, 6])
    }

    @Test func tooManyDuplicateKeysEndTheReading() {
        let keys = (0..<300).map { _ in "listening: enabled\n" }.joined()
        let error = #expect(throws: InvalidPolicyError.self) {
            try PolicyFile.parse("organization: X\n\(keys)", file: "p.yaml")
        }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.text == "key `listening` is there twice; remove one of them")
    }
}
