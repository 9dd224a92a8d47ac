import AccessPolicy
import Enforcement
import Testing

@testable import DigestImport

@Suite struct KamailioSubscribersTests {
    @Test func readsPasswordsAndHashes() throws {
        let secrets = try SecretFixture.read(.kamailio, "subscriber.csv")
        #expect(
            SecretFixture.names(secrets) == [
                "101 MD5", "101 SHA-256", "101@example.com MD5", "101@example.com SHA-256", "102 MD5",
                "102@example.com MD5", "103 SHA-256", "104 MD5", "104 SHA-256", "104@example.com MD5",
                "104@example.com SHA-256",
            ]
        )
        #expect(SecretFixture.holds(secrets, "101", password: "pw,\"101\""))
        #expect(SecretFixture.holds(secrets, "102", password: "pw-102"))
        #expect(SecretFixture.holds(secrets, "102@example.com", password: "pw-102"))
        #expect(SecretFixture.holds(secrets, "103", password: "pw-103", .sha256))
    }

    @Test func eachBadLineIsReportedWithItsNumber() throws {
        let secrets = try SecretFixture.read(.kamailio, "subscriber.csv")
        #expect(secrets.problems.map(\.line) == [6, 7, 8, 9, 11])
        #expect(secrets.problems.first?.text.contains("do not go together") == true)
    }

    @Test func aHashForAnotherDomainIsAWarning() throws {
        #expect(try SecretFixture.read(.kamailio, "subscriber.csv").warnings.map(\.line) == [10])
    }

    @Test func tabsDoAsWell() throws {
        let secrets = try SecretFixture.read(.kamailio, "subscriber.tsv")
        #expect(SecretFixture.names(secrets) == ["101 MD5", "101 SHA-256", "102 MD5", "102 SHA-256"])
        #expect(secrets.problems.isEmpty)
    }

    @Test(arguments: ["", "\n\n", "id,domain\n", "username\n101\n", "101,example.com,pw"])
    func aFileWithoutTheColumnsIsReported(_ text: String) {
        #expect(SecretFixture.read(.kamailio, text: text).problems.count == 1)
    }
}
