import Enforcement
import Foundation

/// The signing keys on disk: lines of `number:64 hexadecimal digits`, the last one signs, the others still verify. Mode 0600.
enum SigningKeyFile {
    /// Why there are no keys, in words for the operator.
    struct UnusableError: Error, Equatable {
        let text: String
    }

    /// Reads the keys, and makes the file with one key on the first start.
    static func load(path: String) throws(UnusableError) -> TokenKeys {
        if !FileManager.default.fileExists(atPath: path) { try create(path) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UnusableError(text: "`\(path)` cannot be read; check its owner and mode")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 != 0 {
            throw UnusableError(text: "`\(path)` may be read by others; run `chmod 600 \(path)`")
        }
        return try parse(String(decoding: data, as: UTF8.self), path: path)
    }

    /// Keys for one run, where nothing signed must outlive it (`inspect`).
    static func ephemeral() -> TokenKeys? {
        TokenKeys(current: 1, secrets: [1: randomSecret()])
    }

    static func parse(_ text: String, path: String) throws(UnusableError) -> TokenKeys {
        var secrets: [UInt8: [UInt8]] = [:]
        var current: UInt8?
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let parts = line.split(separator: ":")
            guard parts.count == 2, let number = UInt8(parts[0]), let secret = bytes(parts[1]), secret.count == 32
            else {
                throw UnusableError(text: "`\(path)` holds a line that is not `number:64 hexadecimal digits`; mend it")
            }
            secrets[number] = secret
            current = number
        }
        guard let current, let keys = TokenKeys(current: current, secrets: secrets) else {
            throw UnusableError(text: "`\(path)` holds no key; remove it and a new one is made")
        }
        return keys
    }

    private static func create(_ path: String) throws(UnusableError) {
        let secret = randomSecret().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let made = FileManager.default.createFile(
            atPath: path,
            contents: Data("1:\(secret)\n".utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard made else { throw UnusableError(text: "`\(path)` cannot be made; check the folder's owner and mode") }
    }

    private static func randomSecret() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func bytes(_ hexadecimal: Substring) -> [UInt8]? {
        guard hexadecimal.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var rest = hexadecimal
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
