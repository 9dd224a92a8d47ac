import AccessPolicy
import Testing

/// The comparison in numbers, held against the comparison name by name.
@Suite struct RightsSummaryTests {
    private static let namesMax = 3

    private struct Case: Hashable {
        let user: String
        let target: String?
    }

    private static func check(_ tally: RightsSummary.Tally, _ cases: [Case]) {
        #expect(tally.people == Set(cases.map(\.user)))
        #expect(tally.count == cases.count)
        #expect(tally.first.count == min(namesMax, cases.count))
        #expect(Set(tally.first.map { Case(user: $0.user, target: $0.target) }).isSubset(of: Set(cases)))
    }

    @Test(arguments: 1...60) func itCountsWhatTheOtherNames(_ seed: UInt64) throws {
        var maker = RandomPolicy(seed: seed)
        var (one, other) = (maker.model(), maker.model())
        for index in other.organizations.indices where index < one.organizations.count {
            // The same people often enough, and now and then others.
            if seed % 3 > 0 { other.organizations[index].users = one.organizations[index].users }
            other.organizations[index].name = one.organizations[index].name
        }
        one.file = ""
        let before = try PolicyCompiler.compile(one, revision: 1)
        guard let after = try? PolicyCompiler.compile(other, revision: 2) else { return }
        let changes = before.rightsChanges(to: after)
        for organization in one.organizations.map(\.name.value) {
            for summary in before.rightsSummary(to: after, of: organization, namesMax: Self.namesMax) {
                let own = changes.filter { $0.organization == organization && $0.setting == summary.setting }
                Self.check(
                    summary.gained,
                    own.flatMap { change in change.gained.map { Case(user: $0, target: change.target) } }
                )
                Self.check(
                    summary.lost,
                    own.flatMap { change in change.lost.map { Case(user: $0, target: change.target) } }
                )
            }
        }
    }
}
