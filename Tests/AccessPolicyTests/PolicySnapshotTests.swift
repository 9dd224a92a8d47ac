import AccessPolicy
import Testing

@Suite struct PolicySnapshotTests {
    let snapshot: PolicySnapshot
    let organization: OrganizationID

    init() throws {
        snapshot = try SamplePolicy.snapshot()
        organization = snapshot.organizations[0]
    }

    @Test(arguments: ["example.com", "EXAMPLE.Com", "[2001:db8::1]"])
    func findsOrganizationByDomain(_ domain: String) {
        #expect(snapshot.organization(domain) == organization)
    }

    @Test(arguments: ["example.co", "example.com.", "xexample.com", "", "example.com:5060"])
    func findsNoOrganizationByOtherDomains(_ domain: String) {
        #expect(snapshot.organization(domain) == nil)
    }

    @Test func findsOrganizationByName() {
        #expect(snapshot.organization(named: "example ltd") == organization)
        #expect(snapshot.organization(named: "nobody") == nil)
    }

    @Test func findsUserByNameInAnyCase() {
        let carol = snapshot.user("cAROL", organization)
        #expect(carol.map(snapshot.name(of:)) == "Carol")
    }

    @Test func findsNoUserOfAnotherOrganization() {
        #expect(snapshot.user("mallory", organization) == nil)
    }

    @Test func findsUserByOwnedExtension() {
        let owner = snapshot.user(addressedAs: "112", organization)
        #expect(owner.map(snapshot.name(of:)) == "bob")
    }

    @Test func findsNoUserByExtensionWithoutOwner() {
        #expect(snapshot.user(addressedAs: "hall", organization) == nil)
        #expect(snapshot.user(addressedAs: "999", organization) == nil)
    }

    @Test func sameNumberIsAnotherUsersInAnotherOrganization() {
        let owner = snapshot.user(addressedAs: "101", snapshot.organizations[1])
        #expect(owner.map(snapshot.name(of:)) == "mallory")
    }

    @Test func knowsTheOrganizationOfAUser() throws {
        let bob = try #require(snapshot.user("bob", organization))
        #expect(snapshot.organization(of: bob) == organization)
    }

    @Test func givesStatusesAndDomains() {
        #expect(snapshot.statuses(of: organization) == ["In a meeting"])
        #expect(snapshot.domains(of: organization) == ["example.com", "[2001:DB8::1]"])
        #expect(snapshot.name(of: organization) == "Example Ltd")
    }

    @Test func countsUsers() {
        #expect(snapshot.userCount == 4)
    }

    @Test func knowsNothingOfIdsOfAnotherSnapshot() throws {
        let later = try SamplePolicy.snapshot(revision: 2)
        let bob = try #require(snapshot.user("bob", organization))
        #expect(later.name(of: bob) == "")
        #expect(later.statuses(of: organization) == [])
        #expect(later.user("bob", organization) == nil)
        #expect(later.user(addressedAs: "112", organization) == nil)
        #expect(!later.organizations.contains(later.organization(of: bob)))
    }
}
