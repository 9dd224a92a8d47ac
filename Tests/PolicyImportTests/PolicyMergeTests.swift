import AccessPolicy
import PolicyFile
import Testing

@testable import PolicyImport

@Suite struct PolicyMergeTests {
    private static let base = """
        organization: Example Ltd
        domains: [example.com]
        listening: disabled
        mode: shadow
        users: {alice: {name: Alice Ng, extensions: ["101"]}}
        roles: {Admin: ["user:alice"]}
        extensions: {"101": {status: nobody}}
        """

    private static func merged(_ tables: String...) throws -> PolicyImport.Result {
        let files = tables.enumerated().map { ImportFile(name: "\($0).csv", text: $1) }
        return PolicyImport.convert(files, from: .csv, into: try PolicyFile.parse(base, file: "base.yaml"))
    }

    @Test func addsToTheOrganisationThatIsThere() throws {
        let result = try Self.merged("user,name,extensions,roles\nbob,Bob,102,Admin\nAlice,Other,111,\n")
        #expect(result.problems == [])
        let organization = try #require(result.model.organizations.first)
        #expect(result.model.organizations.count == 1)
        #expect(organization.users.map(\.name.value) == ["alice", "bob"])
        #expect(organization.users[0].extensions.map(\.value) == ["101", "111"])
        #expect(organization.users[0].displayName == "Alice Ng")
        #expect(organization.roles[0].members == [Member(.user, "alice"), Member(.user, "bob")])
    }

    @Test func leavesTheSwitchesAlone() throws {
        let organization = try #require(Self.merged("user\nbob\n").model.organizations.first)
        #expect(organization.listening == .disabled)
        #expect(organization.mode == .shadow)
    }

    @Test func settingsThatAreThereStayAndThatIsSaid() throws {
        let result = try Self.merged("extension,status\n101,everyone\n102,nobody\n")
        let settings = try #require(result.model.organizations.first).extensions
        #expect(settings.map(\.status?.value) == [.nobody, .nobody])
        #expect(result.notes.contains { $0.text.contains("`101` has settings already") })
    }

    @Test func whatDoesNotGoTogetherIsAMistake() throws {
        let result = try Self.merged("user,extensions\nbob,101\n")
        #expect(result.problems.contains { $0.text.contains("belongs to user `alice`") })
    }
}
