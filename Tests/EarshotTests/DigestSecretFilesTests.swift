import AccessPolicy
import DigestImport
import Enforcement
import Foundation
import PolicyFile
import Testing

@testable import earshot

@Suite struct DigestSecretFilesTests {
    static let fixtures = Checkout.fixtures.appending(path: "identity").path

    static func read(_ sources: [String], realm: String? = nil, policy: String = one) throws -> DigestSecretFiles {
        var configuration = Configuration()
        configuration.digestSecrets = sources.compactMap(SecretSource.init)
        configuration.digestRealm = realm
        let model = try PolicyFile.parse(policy, file: "policy.yaml")
        return DigestSecretFiles.read(configuration, policy: try PolicyCompiler.compile(model, revision: 1))
    }

    static let one = "organization: One\ndomains: [example.com]\nusers: {alice: {}}\n"
    static let two = one + "---\norganization: Two\ndomains: [example.org]\nusers: {alice: {}}\n"

    @Test func readsAFile() throws {
        let files = try Self.read(["kamailio:\(Self.fixtures)/subscriber.tsv"])
        #expect(files.problems.isEmpty)
        #expect(files.secrets.count == 4)
    }

    @Test func readsTheXMLFilesOfAFolder() throws {
        let files = try Self.read(["freeswitch:\(Self.fixtures)"])
        #expect(files.secrets.count == 5)
        #expect(files.problems.allSatisfy { $0.file == "\(Self.fixtures)/directory.xml" })
    }

    @Test func aFileThatIsNotThereIsAProblem() throws {
        #expect(try Self.read(["ha1:/nowhere/hashes"]).problems.contains { $0.file == "/nowhere/hashes" })
    }

    @Test func aFolderOfAnythingElseIsAProblem() throws {
        #expect(try Self.read(["ha1:\(Self.fixtures)"]).problems.contains { $0.file == Self.fixtures })
    }

    @Test func secretsOfOtherRealmsOnlyAreAProblem() throws {
        #expect(try Self.read(["kamailio:\(Self.fixtures)/subscriber.tsv"], realm: "r").problems.isEmpty)
        let policy = "organization: One\ndomains: [example.net]\nusers: {alice: {}}\n"
        #expect(try !Self.read(["ha1:\(Self.fixtures)/hashes"], policy: policy).problems.isEmpty)
    }

    @Test func oneRealmCannotServeTwoOrganisations() throws {
        let files = try Self.read(["kamailio:\(Self.fixtures)/subscriber.tsv"], realm: "r", policy: Self.two)
        #expect(files.problems.contains { $0.text.contains("`realm`") })
    }
}
