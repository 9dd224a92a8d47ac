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

    private static func texts(_ result: PolicyImport.Result) -> [String] { result.notes.map(\.text) }

    @Test func newMembersOfARoleThatIsThereAreSaid() throws {
        let notes = Self.texts(try Self.merged("user,roles\nbob,Admin\nalice,Admin\ncarol,Desk;admin\n"))
        let text = "role `Admin` was there already and has new members, who may what it may: `user:bob`, `user:carol`"
        #expect(notes.filter { $0.contains("was there already") } == [text])
    }

    @Test func nothingIsSaidOfMembersThatWereThere() throws {
        let notes = Self.texts(try Self.merged("user,roles\nalice,Admin\nbob,Desk\n"))
        #expect(!notes.contains { $0.contains("was there already") })
    }

    @Test func ofManyNewMembersTheFirstAreSaid() throws {
        let rows = (10...30).map { "u\($0),Admin\n" }.joined()
        let notes = Self.texts(try Self.merged("user,roles\n" + rows))
        #expect(notes.contains { $0.hasSuffix("`user:u18`, `user:u19` and 11 more") })
    }

    /// An earlier run's role may have rights since.
    @Test func newMembersOfARoleThatAPBXMadeAreSaidToo() throws {
        let base = Self.base.replacing("roles: {", with: "roles: {Class Admin: [], ")
        let files = [
            ImportFile(name: "users.csv", text: "extension,name\n201,Bob\n"),
            ImportFile(name: "classes.csv", text: "class,members\nadmin,201\n"),
        ]
        let result = PolicyImport.convert(files, from: .freepbx, into: try PolicyFile.parse(base, file: "base.yaml"))
        #expect(result.problems == [])
        let roles = try #require(result.model.organizations.first).roles
        #expect(roles.first { $0.name.value == "Admin" }?.members == [Member(.user, "alice")])
        let text = "role `Class Admin` was there already and has new members, who may what it may: `user:201`"
        #expect(Self.texts(result).contains(text))
    }

    @Test func whoIsAdminIsSaid() throws {
        let roles = "role,members\nAdmin,role:Desk\nDesk,bob;role:Night\nNight,bob;carol\n"
        let nested = try Self.merged("user\nbob\ncarol\n", roles)
        #expect(Self.texts(nested).contains("3 people of `Example Ltd` are Admin: `alice`, `bob`, `carol`"))
        #expect(Self.texts(try Self.merged("user\nbob\n")).contains("1 person of `Example Ltd` is Admin: `alice`"))
    }

    @Test func anAdminRoleOfNobodyIsSaid() throws {
        let tables = ["user\nbob\n", "role,members\nAdmin,role:Desk\nDesk,\n"]
        let files = tables.enumerated().map { ImportFile(name: "\($0).csv", text: $1) }
        let result = PolicyImport.convert(files, from: .csv)
        #expect(result.problems == [])
        #expect(Self.texts(result).contains { $0.hasPrefix("nobody of `Imported` is in the role `Admin`") })
    }

    @Test func writesNamesInNFCAndSaysSo() throws {
        let base = "organization: Example Ltd\nusers: {ren\u{E9}: {extensions: [\"102\"]}}"
        let table = "user,name,extensions,roles\nrene\u{301},Rene,103,Cafe\u{301}\n"
        let model = try PolicyFile.parse(base, file: "base.yaml")
        let result = PolicyImport.convert([ImportFile(name: "a.csv", text: table)], from: .csv, into: model)
        #expect(result.problems == [])
        let organization = try #require(result.model.organizations.first)
        let users = organization.users.map { Array($0.name.value.utf8) }
        #expect(users == [Array("ren\u{E9}".utf8)])
        #expect(organization.users.first?.extensions.map(\.value) == ["102", "103"])
        #expect(organization.roles.map { Array($0.name.value.utf8) } == [Array("Caf\u{E9}".utf8)])
        #expect(result.notes.contains { $0.text == "`rene\\u{0301}` is written `ren\u{E9}`, in NFC" })
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

    @Test func settingsOfAnExtensionThatHadNoneAreSaid() throws {
        let base = Self.base.replacing("[\"101\"]", with: "[\"101\", \"111\"]")
        let tables = "extension,status\n111,nobody\n102,nobody\n101,everyone\n"
        let file = ImportFile(name: "a.csv", text: tables)
        let result = PolicyImport.convert([file], from: .csv, into: try PolicyFile.parse(base, file: "base.yaml"))
        let said = Self.texts(result).filter { $0.contains("has settings of its own now") }
        #expect(said == ["extension `111` was there already and has settings of its own now"])
    }

    @Test func whoComesToOwnAnExtensionIsSaid() throws {
        let base = Self.base.replacing("extensions: {\"101\"", with: "extensions: {lobby: {status: nobody}, \"101\"")
        let file = ImportFile(name: "a.csv", text: "user,extensions\nbob,Lobby;102\nalice,101\n")
        let result = PolicyImport.convert([file], from: .csv, into: try PolicyFile.parse(base, file: "base.yaml"))
        let said = Self.texts(result).filter { $0.contains(" now") }
        #expect(said == ["extension `Lobby` was nobody's and belongs to `bob` now"])
    }

    @Test func whatDoesNotGoTogetherIsAMistake() throws {
        let result = try Self.merged("user,extensions\nbob,101\n")
        #expect(result.problems.contains { $0.text.contains("belongs to user `alice`") })
    }
}
