import AccessPolicy
import DigestImport
import Enforcement
import Proxy
import Testing

@testable import earshot

@Suite struct IdentityConfigurationTests {
    static func read(_ text: String) -> ConfigurationReading {
        ConfigurationReaderTests.read(ConfigurationReaderTests.pbx + text)
    }

    static let secrets = "digest: {secrets: [\"asterisk:/etc/asterisk/pjsip.conf\", \"ha1:hashes\"]}\n"

    @Test func registrationAloneIsTheDefault() {
        let configuration = Self.read("").configuration
        #expect(configuration.identity == [.registration])
        #expect(configuration.listeningRequires == nil)
        #expect(configuration.digestSecrets.isEmpty)
    }

    @Test func methodsAreTriedInTheOrderWritten() {
        let reading = Self.read(
            "identity: [peer, digest, registration]\npeers: [192.0.2.9, \"sbc.example.com:5061\"]\n" + Self.secrets
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.isEmpty)
        #expect(reading.configuration.identity == [.peer, .digest, .registration])
        #expect(reading.configuration.peers.map(\.host) == ["192.0.2.9", "sbc.example.com"])
        #expect(reading.configuration.peers.map(\.port) == [0, 5061])
    }

    @Test func pathsOfSecretsAreRelativeToTheFile() {
        let sources = Self.read("identity: [digest]\n" + Self.secrets).configuration.digestSecrets
        #expect(sources.map(\.path) == ["/etc/asterisk/pjsip.conf", "/etc/earshot/hashes"])
        #expect(sources.map(\.format) == [.asterisk, .ha1])
    }

    @Test func theStoreIsASourceOfSecrets() {
        let reading = Self.read("identity: [digest]\ndigest: {secrets: [store]}\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.digestFromStore)
        #expect(reading.configuration.digestSecrets.isEmpty)
    }

    @Test func digestWithoutSecretsIsAProblem() {
        #expect(Self.read("identity: [registration, digest]\n").problems.map(\.line) == [2])
        #expect(Self.read("listening-requires: digest\n").problems.map(\.line) == [2])
    }

    @Test func listeningCanRequireDigestAlone() {
        let reading = Self.read("listening-requires: digest\n" + Self.secrets)
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.isEmpty)
        #expect(reading.configuration.listeningRequires == .digest)
    }

    @Test func listeningThatCannotBeProvenIsAWarning() {
        #expect(Self.read("listening-requires: tls\n").warnings.map(\.line) == [2])
        #expect(Self.read("listening-requires: tls\n" + Self.listen + Self.served).warnings.map(\.line) == [2])
        #expect(Self.read("listening-requires: tls\n" + Self.listen + Self.asking).warnings.isEmpty)
        #expect(Self.read("listening-requires: stream\n").warnings.map(\.line) == [2])
        #expect(Self.read("listening-requires: stream\n" + Self.listen + Self.served).warnings.isEmpty)
        #expect(Self.read("listening-requires: luck\n").problems.map(\.line) == [2])
    }

    static let listen = "listen: [\"udp://0.0.0.0:5060\", \"tls://0.0.0.0:5061\"]\n"
    static let served = "tls: {certificate: cert.pem, key: key.pem}\n"
    static let asking = "tls: {certificate: cert.pem, key: key.pem, client-ca: phones.pem}\n"

    @Test func theAuthorityOfPhonesIsRelativeToTheFile() {
        let reading = Self.read("identity: [tls]\n" + Self.listen + Self.asking)
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.isEmpty)
        #expect(reading.configuration.tls?.clientAuthorities == "/etc/earshot/phones.pem")
    }

    @Test func certificatesThatNobodyCanShowAreAWarningBesideAnotherMethod() {
        #expect(Self.read("identity: [registration, tls]\n" + Self.listen + Self.served).warnings.map(\.line) == [2])
        #expect(Self.read("identity: [registration, tls]\n" + Self.asking).warnings.map(\.line) == [2])
        #expect(Self.read("identity: [tls]\n" + Self.listen + Self.served).problems.map(\.line) == [2])
    }

    @Test func anAuthorityThatIsNotUsedIsAWarning() {
        #expect(Self.read(Self.listen + Self.asking).warnings.map(\.line) == [3])
    }

    @Test func whatIsSetAndNotUsedIsAWarning() {
        #expect(Self.read(Self.secrets).warnings.map(\.line) == [2])
        #expect(Self.read("peers: [192.0.2.9]\n").warnings.map(\.line) == [2])
        #expect(Self.read("identity: [registration, peer]\n").warnings.map(\.line) == [2])
    }

    @Test(arguments: [
        "digest: {secrets: [\"/etc/pjsip.conf\"]}", "digest: {secrets: [\"opensips:/x\"]}",
        "digest: {realm: \"a\\\"b\"}",
        "digest: {realm: \"\"}", "digest: {salt: x}", "peers: [\"a b\"]", "peers: [\"udp://192.0.2.9\"]",
    ])
    func whatCannotBeReadIsAProblemWithItsLine(_ text: String) {
        #expect(Self.read(text + "\n").problems.map(\.line) == [2])
    }
}
