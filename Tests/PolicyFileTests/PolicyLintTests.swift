import AccessPolicy
import Foundation
import PolicyFile
import Testing

/// What is found in policies that hold, with the lines; `UPDATE_GOLDEN=1` writes the expected lists.
@Suite struct PolicyLintTests {
    private static func report(_ text: String, consents: StandingConsents? = nil) throws -> [PolicyFinding] {
        let model = try PolicyFile.parse(text, file: "policy.yaml")
        _ = try PolicyCompiler.compile(model, revision: 1)
        return PolicyLint.check(model, consents: consents).findings
    }

    /// The codes that an organisation with an Admin and a domain has with these lines.
    private static func codes(_ lines: String, consents: StandingConsents? = nil) throws -> [PolicyFinding.Code] {
        let text = """
            organization: Example Ltd
            domains: [example.com]
            users: {alice: {extensions: ["101"]}, bob: {extensions: ["102"]}}
            """
        let defaults = lines.contains("defaults:") ? "" : "defaults: {connected-callers: nobody}\n"
        let roles = lines.contains("roles:") ? "" : "roles: {Admin: [\"user:alice\"]}\n"
        return try report("\(text)\n\(defaults)\(roles)\(lines)\n", consents: consents).map(\.code)
    }

    @Test(arguments: Fixtures.names(in: "lint"))
    func findsExactlyThis(_ name: String) throws {
        let model = try PolicyFile.parse(Fixtures.text("lint/\(name)"), file: name)
        _ = try PolicyCompiler.compile(model, revision: 1)
        let found = PolicyLint.check(model, consents: StandingConsents()).findings
        let text = found.map { "\($0.problem(in: name)) [\($0.code.rawValue)]\n" }.joined()
        let place = "lint/\(name.dropLast(5)).expected"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil { try Fixtures.write(text, place) }
        #expect(try text == Fixtures.text(place))
    }

    @Test func theFixtureHasEveryKind() throws {
        let model = try PolicyFile.parse(Fixtures.text("lint/everything.yaml"), file: "")
        let found = PolicyLint.check(model, consents: StandingConsents()).findings
        // No file can have a name that is not in NFC: see `OrganizationNamesTests`.
        #expect(Set(found.map(\.code)) == Set(PolicyFinding.Code.allCases).subtracting([.notNormal]))
        #expect(!found.contains { $0.organization == "Sound Ltd" })
    }

    @Test func findsNothingInWhatIsSound() throws {
        #expect(try Self.codes("") == [])
    }

    @Test func saysNothingOfConsentsThatAreNotKnown() throws {
        #expect(try Self.codes("consent: required") == [])
        #expect(try Self.codes("consent: required", consents: StandingConsents()) == [.noConsent])
    }

    @Test func oneConsentIsEnough() throws {
        var consents = StandingConsents()
        consents.give(for: "101", of: "Example Ltd", owner: "alice")
        #expect(try Self.codes("consent: required", consents: consents) == [])
    }

    @Test func whatTheDefaultsHideIsSaidOnce() throws {
        let lines = "defaults: {status: nobody, connected-callers: {only: [\"user:bob\"]}}"
        #expect(try Self.codes(lines) == [.hiddenCallers])
    }

    @Test func aRoleWithinAUsedOneIsUsed() throws {
        let roles = "roles: {Admin: [\"role:Board\"], Board: [\"user:alice\"]}"
        #expect(try Self.codes(roles) == [])
    }

    @Test func anAdminThroughARoleIsOne() throws {
        let roles = "roles: {Admin: [\"role:Board\"], Board: [\"user:alice\"]}"
        #expect(try Self.codes("\(roles)\ndefaults: {}") == [.openBoss])
    }

    @Test func aListWithAUserBesideAnEmptyRoleIsNotForNobody() throws {
        let lines = """
            roles: {Admin: ["user:alice"], Empty: []}
            extensions: {"101": {status: {only: ["user:bob", "role:Empty"]}}}
            """
        #expect(try Self.codes(lines) == [.emptyRole])
    }

    @Test func namesOfListenersUnderTheDefaultAreLeftAloneWhereListeningIsOff() throws {
        #expect(try Self.codes("listening: disabled") == [])
    }

    @Test func oneKindDoesNotCrowdOutTheOthers() throws {
        let users = (0..<300).map { "u\($0): {}" }.joined(separator: ", ")
        let model = try PolicyFile.parse("organization: Example Ltd\nusers: {\(users)}\n", file: "")
        let report = PolicyLint.check(model)
        #expect(report.findings.filter { $0.code == .idleUser }.count == 100)
        #expect(report.leftOutCount == 200)
        #expect(report.findings.contains { $0.code == .noAdmin })
    }

    @Test func onlyOneOrganisationIsLookedAtWhenAsked() throws {
        let model = try PolicyFile.parse(Fixtures.text("lint/everything.yaml"), file: "")
        let found = PolicyLint.check(model, organization: "Shadow Ltd").findings
        #expect(Set(found.map(\.organization)) == ["Shadow Ltd"])
    }
}
