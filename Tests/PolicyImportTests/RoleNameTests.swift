import AccessPolicy
import Testing

@testable import PolicyImport

/// Nobody gets a right by the name of a group that nobody thought of as one.
@Suite struct RoleNameTests {
    @Test(arguments: ["Admin", "admin", " ADMIN\t"])
    func nothingOfAPBXIsTheAdmin(_ name: String) {
        let roles: [RoleName] = [
            .callGroup(name), .pickupGroup(name), .ringGroup(number: "600", description: name),
            .ringGroup(number: name, description: nil), .serviceClass(name), .directoryGroup(name), .context(name),
        ]
        let admin = ImportDraft.fold(Organization.adminRole)
        #expect(roles.allSatisfy { !$0.text.isEmpty && ImportDraft.fold($0.text) != admin })
        #expect(Set(roles.map(\.text)).count == roles.count)
    }

    @Test func whatSomebodyWroteIsTheNameAsItIs() {
        #expect(RoleName.written("Admin").text == Organization.adminRole)
    }

    @Test func aGroupWithoutANameIsAMistake() {
        var (draft, report) = (ImportDraft(name: "Example"), ImportReport())
        draft.role(.directoryGroup(" "), [], ImportPlace(file: "a.xml", line: 3), &report)
        #expect(report.problems.map(\.text) == ["role has an empty name; write a name"])
    }

    @Test func ringGroupsOfOneDescriptionStayTwo() {
        let names = ["600", "601"].map { RoleName.ringGroup(number: $0, description: "Reception").text }
        #expect(names == ["Ring group 600 Reception", "Ring group 601 Reception"])
    }

    /// Whole sites, some of whose groups are called `Admin`.
    @Test(arguments: ImportFixture.all.filter { $0.format != .csv })
    func nobodyOfAPBXIsAdmin(_ fixture: ImportFixture) throws {
        let result = try fixture.result()
        let admin = ImportDraft.fold(Organization.adminRole)
        let roles = result.model.organizations.flatMap(\.roles)
        #expect(roles.allSatisfy { ImportDraft.fold($0.name.value) != admin })
        guard result.problems.isEmpty else { return }
        for organization in result.model.organizations {
            let name = organization.name.value
            #expect(result.notes.contains { $0.text.hasPrefix("nobody of `\(name)` is in the role `Admin`") })
        }
    }

    @Test func severalOfTheFixturesHaveSuchGroups() {
        let names = ["asterisk-admin", "freepbx-admin", "freeswitch-admin"]
        #expect(Set(names).isSubset(of: ImportFixture.all.map(\.name)))
    }
}
