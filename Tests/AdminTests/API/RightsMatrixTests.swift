import AdministeredStore
import HTTPTypes
import PolicyAdministration
import PolicyStore
import Testing

@testable import Admin

/// Every route for every kind of person, as `RightsMatrix` says.
@Suite struct RightsMatrixTests {
    @Test func everyRouteIsInTheTable() throws {
        // A stream has no end to wait for: `LiveStreamTests`.
        let streams: Set = ["followLive"]
        #expect(Set(RightsMatrix.rows.map(\.route)).union(streams) == Set(try APIStage().api.routes.map(\.name)))
    }

    @Test(arguments: RightsMatrix.rows.indices)
    func everybodyIsAnsweredAsTheTableSays(_ index: Int) async throws {
        let row = RightsMatrix.rows[index]
        let reading = try APIStage()
        for (place, expected) in row.statuses.enumerated() {
            let stage = row.method == .get ? reading : try APIStage()
            if RightsMatrix.signingIn.contains(where: { $0.route == row.route }) { try stage.giveAccounts() }
            let accounts = try stage.signingIn()
            let route = try #require(stage.api.routes.first { $0.name == row.route })
            let lacking = Set(Scope.allCases).subtracting([route.access.scope].compactMap { $0 })
            let people: [Principal?] = [
                .root, .alice, row.user, .eve, nil, Principal(Principal.alice.identity, scopes: lacking),
            ]
            let result = try await stage.ask(
                row.method,
                row.uri,
                by: people[place],
                row.body,
                isToken: place == 5,
                headers: row.headers
            )
            let who = RightsMatrix.people[place]
            #expect(result.status == expected, "\(row.route) \(row.what), \(who): \(result.text.prefix(300))")
            // Who may not has changed nothing.
            if expected >= 400 {
                #expect(try stage.store.policyRevision() == 1, "\(row.route) \(row.what), \(who)")
                #expect(try stage.signingIn() == accounts, "\(row.route) \(row.what), \(who)")
            }
        }
    }

    @Test func nothingIsToldOfWhatOneMayNotSee() async throws {
        let stage = try APIStage()
        let there = try await stage.ask(.get, APIStage.home + "/extensions/101", by: .bob)
        let missing = try await stage.ask(.get, APIStage.home + "/extensions/777", by: .bob)
        #expect(there.text == missing.text)
        let organization = try await stage.ask(.get, APIStage.home, by: .eve)
        let none = try await stage.ask(.get, "/api/v1/organizations/None", by: .eve)
        #expect(organization.text == none.text)
    }
}
