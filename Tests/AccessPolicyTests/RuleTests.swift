import AccessPolicy
import Testing

@Suite struct RuleTests {
    static let all: [Rule] = [
        .owner, .statusEveryone, .statusNamed, .statusNobody, .statusNotNamed, .openedByConnectedCallers,
        .callersEveryone, .callersNamed, .callersNobody, .callersNotNamed, .listeningNamed, .listeningNotNamed,
        .listeningNobody, .consentMissing, .listeningDisabled, .unidentifiedWatcher, .otherOrganization, .unknownDomain,
        .passThrough(.response), .passThrough(.signalling), .passThrough(.ownService),
    ]

    @Test func identifiersDiffer() {
        #expect(Set(Self.all.map(\.identifier)).count == Self.all.count)
    }

    @Test func identifiersAreKebabCase() {
        for rule in Self.all {
            #expect(rule.identifier.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
        }
    }
}
