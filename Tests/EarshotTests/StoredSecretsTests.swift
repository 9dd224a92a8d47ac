import DigestImport
import Enforcement
import Foundation
import Logging
import PolicyFile
import PolicyStore
import TestFolder
import Testing

@testable import AccessPolicy
@testable import earshot

@Suite struct StoredSecretsTests {
    private let folder = TestFolder()
    var path: String { folder.path("secrets.db") }

    static let alice = StoredSecret(
        realm: "example.com",
        user: "alice",
        algorithm: "MD5",
        ha1: String(repeating: "0f", count: 16)
    )

    /// What a configuration that lists the store reads, with these hashes in it.
    private func read(_ stored: [StoredSecret], and file: String? = nil) throws -> DigestSecretFiles {
        if !stored.isEmpty { try SQLiteStore(path: path, logger: Logger(label: "test")).write(stored) }
        var configuration = Configuration()
        (configuration.store, configuration.digestFromStore) = (.sqlite(path: path), true)
        configuration.digestSecrets = [file].compactMap { $0 }.compactMap(SecretSource.init)
        let model = try PolicyFile.parse(DigestSecretFilesTests.one, file: "policy.yaml")
        let reading = DigestSecretFiles.read(configuration, policy: try PolicyCompiler.compile(model, revision: 1))
        #expect(FileManager.default.fileExists(atPath: path) == !stored.isEmpty)
        return reading
    }

    @Test func whatIsInTheStoreCounts() throws {
        let reading = try read([Self.alice])
        #expect(reading.problems.isEmpty)
        #expect(reading.secrets.entries.map(StoredSecret.init) == [Self.alice])
    }

    @Test func aStoreAndAFileAddUp() throws {
        let reading = try read([Self.alice], and: "kamailio:\(DigestSecretFilesTests.fixtures)/subscriber.tsv")
        #expect(reading.problems.isEmpty)
        #expect(reading.secrets.count == 5)
    }

    @Test func twoHashesForOneNameAreAProblem() throws {
        var other = Self.alice
        other.user = "101"
        let reading = try read([other], and: "kamailio:\(DigestSecretFilesTests.fixtures)/subscriber.tsv")
        #expect(reading.problems.map(\.file) == [path])
    }

    @Test func aStoreWithoutHashesIsAProblemAndIsNotMade() throws {
        #expect(
            try read([]).problems.map(\.text) == ["the store holds no hashes; put some in with `earshot digest import`"]
        )
    }

    @Test func aHashThatCannotBeUsedIsAProblem() throws {
        var short = Self.alice
        short.ha1 = "00"
        var later = Self.alice
        later.algorithm = "SHA-512-256"
        #expect(try read([short]).problems.count == 1)
        #expect(try Self().read([later]).problems.count == 1)
    }

    @Test func everyAlgorithmComesBack() {
        for algorithm in DigestAlgorithm.allCases {
            let entry = DigestSecrets.Entry(user: "bob", realm: "r", algorithm: algorithm, password: "secret")
            #expect(DigestSecrets.Entry(StoredSecret(entry)) == entry)
        }
    }
}
