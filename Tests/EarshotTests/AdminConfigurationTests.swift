import AccessPolicy
import SignIn
import Testing

@testable import earshot

/// What `earshot.yaml` says of the admin address, and of who signs in there.
@Suite struct AdminConfigurationTests {
    private static func read(_ text: String) -> ConfigurationReading {
        ConfigurationReaderTests.read(ConfigurationReaderTests.pbx + text)
    }

    private static let tls = "tls: {certificate: cert.pem, key: key.pem}\n"

    @Test func byTLSItIsServedWithTheFilesUnderTLS() {
        let reading = Self.read("admin: https://0.0.0.0:8443\n" + Self.tls)
        #expect(reading.problems.isEmpty && reading.warnings.isEmpty)
        #expect(reading.configuration.isAdminSecure && reading.configuration.admin == ("0.0.0.0", 8443))
        #expect(reading.configuration.adminAddress == "https://127.0.0.1:8443")
        #expect(Self.read("admin: https://0.0.0.0:8443\n").problems.map(\.line) == [2])
    }

    @Test(arguments: ["http://0.0.0.0:8080", "http://192.0.2.1", "http://earshot.example:8080"])
    func withoutTLSForOtherMachinesThereIsAWarning(_ address: String) {
        #expect(Self.read("admin: \"\(address)\"\n").warnings.map(\.line) == [2])
    }

    @Test(arguments: ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"])
    func onThisMachineThereIsNone(_ address: String) {
        #expect(Self.read("admin: \"\(address)\"\n").warnings.isEmpty)
    }

    @Test func whereSomethingDoesTLSBeforeItThereIsNone() {
        let reading = Self.read("admin: http://0.0.0.0:8080\nadmin-url: https://Earshot.example/\n")
        #expect(reading.warnings.isEmpty && reading.problems.isEmpty)
        #expect(reading.configuration.adminAddress == "https://earshot.example")
    }

    @Test(arguments: ["earshot.example", "https://a/path", "https://", "ftp://a", "https://user@a"])
    func whereBrowsersGoIsAnAddressWithoutPath(_ address: String) {
        #expect(Self.read("admin-url: \"\(address)\"\n").problems.map(\.line) == [2])
    }

    private static let provider = "issuer: \"https://idp.example\", client-id: earshot"

    @Test func anIdentityProviderAndWhatItsClaimsMean() {
        let reading = Self.read(
            """
            oidc: {\(Self.provider), client-secret-file: oidc.secret, organization-claim: company,
                   user-claim: nickname, operators-claim: roles, operators: [pbx], scopes: [email], label: Company}
            """
        )
        #expect(reading.problems.isEmpty)
        let expected = OIDCSettings(
            issuer: "https://idp.example",
            clientID: "earshot",
            label: "Company",
            organization: .claim("company"),
            userClaim: "nickname",
            operatorsClaim: "roles",
            operators: ["pbx"],
            scopes: ["openid", "email"]
        )
        #expect(reading.configuration.oidc == expected)
        #expect(reading.configuration.oidcSecretPath == "/etc/earshot/oidc.secret")
    }

    @Test(arguments: [
        "issuer: \"https://idp.example\"", provider, provider + ", organization: A, organization-claim: b",
        provider + ", organization: A, secret: x",
    ])
    func anIdentityProviderThatSaysTooLittleOrTooMuchIsAProblem(_ text: String) {
        #expect(Self.read("oidc: {\(text)}\n").problems.map(\.line) == [2])
    }
}
