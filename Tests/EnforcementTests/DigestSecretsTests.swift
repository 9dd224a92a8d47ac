import Testing

@testable import Enforcement

@Suite struct DigestSecretsTests {
    static func entry(
        _ user: String,
        _ algorithm: DigestAlgorithm,
        realm: String = "example.com",
        password: String = "secret"
    ) -> DigestSecrets.Entry {
        DigestSecrets.Entry(user: user, realm: realm, algorithm: algorithm, password: password)
    }

    static func offered(_ secrets: DigestSecrets) -> [DigestAlgorithm] {
        secrets.offered(in: Array("example.com".utf8))
    }

    // printf 'alice:example.com:secret' | md5sum, | sha256sum
    @Test func hashesAPasswordWithUserAndRealm() {
        #expect(
            String(decoding: Self.entry("alice", .md5).ha1, as: UTF8.self) == "b1726872c344b6dc8365b774f8fd6412"
        )
        #expect(
            String(decoding: Self.entry("alice", .sha256).ha1, as: UTF8.self)
                == "ed8925b20f9a77b8f8f8d5f8e4467fe32b866f7208ab9e4b20595e9821a0fdee"
        )
    }

    @Test func aHashIsTakenInCapitalsToo() {
        let hash = String(repeating: "AB", count: 16)
        let entry = DigestSecrets.Entry(user: "a", realm: "r", algorithm: .md5, ha1: hash)
        #expect(entry?.ha1 == Array(hash.lowercased().utf8))
    }

    @Test(arguments: ["", "ab", String(repeating: "g", count: 32), String(repeating: "a", count: 64)])
    func whatIsNoHashIsRefused(_ text: String) {
        #expect(DigestSecrets.Entry(user: "a", realm: "r", algorithm: .md5, ha1: text) == nil)
    }

    @Test func anotherHashOfTheSameNameIsRefused() {
        var secrets = DigestSecrets([Self.entry("alice", .md5)])
        let (same, other) = (
            secrets.insert(Self.entry("alice", .md5)), secrets.insert(Self.entry("alice", .md5, password: "other"))
        )
        #expect(same)
        #expect(!other)
        #expect(secrets.count == 1)
    }

    @Test func offersBothTheBestFirstWhereEverybodyHasBoth() {
        #expect(
            Self.offered(DigestSecrets([Self.entry("alice", .md5), Self.entry("alice", .sha256)])) == [.sha256, .md5]
        )
    }

    @Test func offersOnlyWhatEverybodyHas() {
        let secrets = DigestSecrets([
            Self.entry("alice", .md5), Self.entry("alice", .sha256), Self.entry("bob", .md5),
        ])
        #expect(Self.offered(secrets) == [.md5])
    }

    @Test func offersBothWhereNobodyIsKnown() {
        #expect(Self.offered(DigestSecrets()) == [.sha256, .md5])
        #expect(Self.offered(DigestSecrets([Self.entry("a", .md5, realm: "other")])) == [.sha256, .md5])
    }
}
