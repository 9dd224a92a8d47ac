import AccessPolicy
import Enforcement
import Testing

@testable import DigestImport

@Suite struct ImportedSecretsTests {
    static let two = Realms(configured: "shared", organizations: [["a.example", "pbx.a.example"], ["b.example"]])

    @Test func twoPasswordsOfOneNameAreAProblem() {
        let one = SecretFixture.read(.kamailio, text: "username,password\n101,x\n", file: "one")
        let other = SecretFixture.read(.kamailio, text: "username,password\n102,y\n101,y\n", file: "other")
        let merged = ImportedSecrets.merge([one, other])
        #expect(
            merged.problems.map(\.description) == [
                "other:3: `101` has another password or hash already; remove one of the two"
            ]
        )
    }

    @Test func theSamePasswordTwiceIsNone() {
        let one = SecretFixture.read(.kamailio, text: "username,password\n101,x\n")
        let merged = ImportedSecrets.merge([one, one])
        #expect(merged.problems.isEmpty)
        #expect(merged.secrets.count == 2)
    }

    private static func domains(_ rows: String...) -> [String] {
        let text = "username,domain,password\n" + rows.joined(separator: "\n")
        let secrets = SecretFixture.read(.kamailio, text: text)
        return secrets.problems.map(\.description) + ImportedSecrets.merge([secrets]).problems.map(\.description)
    }

    /// Else who has the password of another site's `101` could sign in as ours.
    @Test func usersOfAnotherDomainAreNotTakenForOurs() {
        let text =
            "file:3: the domain `other.example` of `102` is no organisation's, and the files have users of others; "
            + "name it under the organisation's `domains`, or leave its users out"
        #expect(Self.domains("101,example.com,x", "102,Other.example,y", "103,other.example,z") == [text])
        #expect(Self.domains("101,one.example,x", "102,two.example,y").count == 2)
    }

    @Test func theOnlyDomainOfThePBXIsTakenForOurs() {
        #expect(Self.domains("101,pbx.internal,x", "102,PBX.internal,y", "103,,z") == [])
        #expect(Self.domains("101,example.com,x", "102,127.0.0.1,y") == [])
    }

    @Test func theRealmIsTheConfiguredOneWhereThereIsOneOrganisation() {
        #expect(Realms(configured: "r", organizations: [["a.example"]]).realm(ofDomain: "x") == "r")
        #expect(Realms(configured: nil, organizations: [["a.example"]]).realm(ofDomain: nil) == "a.example")
    }

    @Test func theRealmFollowsTheDomainWhereThereAreSeveral() {
        #expect(Self.two.realm(ofDomain: "PBX.a.example") == "a.example")
        #expect(Self.two.realm(ofDomain: "b.example") == "b.example")
        #expect(Self.two.realm(ofDomain: "c.example") == nil)
        #expect(Self.two.realm(ofDomain: nil) == nil)
    }

    @Test func aUserOfNoOrganisationIsAProblem() {
        let secrets = SecretFixture.read(.kamailio, text: "username,password\n101,x\n", realms: Self.two)
        #expect(secrets.problems.map(\.line) == [2])
    }
}
