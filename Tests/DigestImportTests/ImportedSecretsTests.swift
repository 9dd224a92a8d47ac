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
