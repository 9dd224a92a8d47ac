import AccessPolicy
import Enforcement
import Testing

@testable import DigestImport

@Suite struct AsteriskAuthTests {
    @Test func readsPasswordsHashesAndTemplates() throws {
        let secrets = try SecretFixture.read(.asterisk, "pjsip.conf")
        #expect(
            SecretFixture.names(secrets) == [
                "101 MD5", "101 SHA-256", "102 MD5", "103 MD5", "103 SHA-256", "106 MD5", "106 SHA-256",
            ]
        )
        #expect(SecretFixture.holds(secrets, "101", password: "pw;101"))
        #expect(SecretFixture.holds(secrets, "103", password: "pw-103", .sha256))
    }

    @Test func aPasswordForTheCarrierIsNoUsers() throws {
        let secrets = try SecretFixture.read(.asterisk, "pjsip.conf")
        #expect(!SecretFixture.holds(secrets, "101", password: "the-carrier's"))
    }

    @Test func eachBadLineIsReportedWithItsNumber() throws {
        let secrets = try SecretFixture.read(.asterisk, "pjsip.conf")
        #expect(
            Set(secrets.problems.map(\.description)) == [
                "pjsip.conf:40: the auth section `104` has no `username`",
                "pjsip.conf:43: the auth section `105` has no `password`",
                "pjsip.conf:46: there is no template `nothing` before this line",
                "pjsip.conf:51: the line is not `name=value`",
                "pjsip.conf:52: the hash of `107` is not 32 (MD5) or 64 (SHA-256) hexadecimal digits",
            ]
        )
    }

    @Test func whatCannotBeUsedIsAWarning() throws {
        let secrets = try SecretFixture.read(.asterisk, "pjsip.conf")
        #expect(
            Set(secrets.warnings.map(\.description)) == [
                "pjsip.conf:62: warning: `#include more.conf` is not followed; name the file in the configuration",
                "pjsip.conf:57: warning: hashes for the realm `asterisk` are not used; set `realm` under `digest` to it",
            ]
        )
    }

    @Test func aHashForTheConfiguredRealmIsUsed() {
        let text = "[101]\ntype=auth\nauth_type=md5\nusername=101\nmd5_cred=\(String(repeating: "a", count: 32))\n"
        let realms = Realms(configured: "asterisk", organizations: [["example.com"]])
        let secrets = SecretFixture.read(.asterisk, text: text, realms: realms)
        #expect(SecretFixture.names(secrets) == ["101 MD5"])
        #expect(secrets.warnings.isEmpty)
    }

    @Test func aDigestOfANewerAsteriskIsRead() {
        let hash = String(repeating: "b", count: 64)
        let text =
            "[101]\ntype=auth\nauth_type=digest\nusername=101\nrealm=example.com\npassword_digest=SHA-256:\(hash)\n"
        #expect(SecretFixture.names(SecretFixture.read(.asterisk, text: text)) == ["101 SHA-256"])
    }
}
