import AccessPolicy
import Enforcement
import Testing

@testable import DigestImport

@Suite struct FreeSwitchDirectoryTests {
    @Test func readsPasswordsAndHashes() throws {
        let secrets = try SecretFixture.read(.freeswitch, "directory.xml")
        #expect(SecretFixture.names(secrets) == ["101 MD5", "101 SHA-256", "102 MD5", "103 MD5", "103 SHA-256"])
        #expect(SecretFixture.holds(secrets, "101", password: "pw-1234"))
        #expect(SecretFixture.holds(secrets, "103", password: "a&b <c>"))
    }

    @Test func eachBadLineIsReportedWithItsNumber() throws {
        let secrets = try SecretFixture.read(.freeswitch, "directory.xml")
        #expect(secrets.problems.map(\.line).sorted() == [20, 22, 24, 26])
        #expect(secrets.problems.contains { $0.text.contains("`$${other_password}`") })
    }

    @Test func aUserWithoutAPasswordIsAWarning() throws {
        #expect(try SecretFixture.read(.freeswitch, "directory.xml").warnings.map(\.line) == [18, 23])
    }

    @Test func theHashIsForTheDomain() {
        let hash = String(repeating: "a", count: 32)
        let user = "<user id=\"1\"><params><param name=\"a1-hash\" value=\"\(hash)\"/></params></user>"
        let own = SecretFixture.read(.freeswitch, text: "<domain name=\"example.com\">\(user)</domain>")
        let other = SecretFixture.read(.freeswitch, text: "<domain name=\"example.org\">\(user)</domain>")
        #expect(SecretFixture.names(own) == ["1 MD5"])
        #expect(SecretFixture.names(other).isEmpty)
        #expect(other.warnings.count == 1)
    }

    @Test func aFileThatEndsInAUserIsReported() {
        #expect(SecretFixture.read(.freeswitch, text: "<include>\n<user id=\"1\">").problems.map(\.line) == [2])
    }

    @Test(arguments: [
        "", "<", "</", "<user", "<user id", "<user id=", "<user id=\"", "<!--", "<?", "<!", "<user id=\"1\"/",
    ])
    func anyCutEnds(_ text: String) {
        #expect(SecretFixture.names(SecretFixture.read(.freeswitch, text: text)).isEmpty)
    }
}
