import AccessPolicy
import Enforcement
import Testing

@testable import DigestImport

@Suite struct HashListTests {
    @Test func readsHashesOfBothLengths() throws {
        let secrets = try SecretFixture.read(.ha1, "hashes")
        #expect(SecretFixture.names(secrets) == ["101 MD5", "102 SHA-256"])
        #expect(SecretFixture.holds(secrets, "101", password: "pw-101"))
        #expect(SecretFixture.holds(secrets, "102", password: "pw-102", .sha256))
    }

    @Test func eachBadLineIsReportedWithItsNumber() throws {
        let secrets = try SecretFixture.read(.ha1, "hashes")
        #expect(secrets.problems.map(\.line) == [6, 7, 8])
        #expect(secrets.warnings.map(\.line) == [5])
    }

    @Test func noReportShowsASecret() throws {
        for (format, name) in [
            (SecretSource.Format.ha1, "hashes"), (.asterisk, "pjsip.conf"), (.kamailio, "subscriber.csv"),
        ] {
            let secrets = try SecretFixture.read(format, name)
            for report in secrets.problems + secrets.warnings {
                #expect(!report.text.contains("pw-"), "\(report)")
                #expect(!report.text.contains("not-a-hash"), "\(report)")
            }
        }
    }
}
