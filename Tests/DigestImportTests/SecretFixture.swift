import Foundation

@testable import DigestImport
@testable import Enforcement

/// The files of the identity fixtures, read for one organisation with the domain `example.com`.
enum SecretFixture {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("fixtures/identity")

    static let realms = Realms(configured: nil, organizations: [["example.com", "127.0.0.1"]])

    static func read(_ format: SecretSource.Format, _ name: String) throws -> ImportedSecrets {
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return read(format, text: text, file: name)
    }

    static func read(
        _ format: SecretSource.Format,
        text: String,
        file: String = "file",
        realms: Realms = realms
    ) -> ImportedSecrets {
        guard let source = SecretSource("\(format.rawValue):\(file)") else { preconditionFailure("a source") }
        return source.read(text, file: file, realms: realms)
    }

    /// `name algorithm`, sorted.
    static func names(_ secrets: ImportedSecrets) -> [String] {
        secrets.found.map { "\(String(decoding: $0.entry.user, as: UTF8.self)) \($0.entry.algorithm.rawValue)" }
            .sorted()
    }

    /// Whether the user's hash is the one that the password gives.
    static func holds(_ secrets: ImportedSecrets, _ user: String, password: String, _ algorithm: DigestAlgorithm = .md5)
        -> Bool
    {
        let entry = DigestSecrets.Entry(user: user, realm: "example.com", algorithm: algorithm, password: password)
        return secrets.found.contains { $0.entry == entry }
    }
}
