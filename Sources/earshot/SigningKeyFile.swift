import Enforcement
import Foundation
import PolicyStore

/// The signing keys on disk: lines of `number:64 hexadecimal digits`, and perhaps `:second`, the newest last. Mode 0600.
enum SigningKeyFile {
    /// Why there are no keys, in words for the operator.
    struct UnusableError: Error, Equatable {
        let text: String
    }

    /// Reads the keys, and makes the file with one key on the first start.
    static func load(path: String) throws(UnusableError) -> SigningKeys {
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
        TokenKeys(current: 1, secrets: [1: SigningKeys.secret()])
    }

    static func parse(_ text: String, path: String) throws(UnusableError) -> SigningKeys {
        var keys: [StoredKey] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count), let number = UInt8(parts[0]), let secret = bytes(parts[1]),
                secret.count == 32, let signsFrom = parts.count == 3 ? Int64(parts[2]) : 0
            else {
                let form = "`number:64 hexadecimal digits`, perhaps with `:` and the second from which on it signs"
                throw UnusableError(text: "`\(path)` holds a line that is not \(form); mend it")
            }
            keys.removeAll { $0.number == number }
            keys.append(StoredKey(number: number, secret: secret, signsFrom: signsFrom))
        }
        guard !keys.isEmpty else {
            throw UnusableError(text: "`\(path)` holds no key; remove it and a new one is made")
        }
        return SigningKeys(keys: keys)
    }

    /// Adds a line for a new key, which signs from that second on.
    static func add(to path: String, signingFrom second: Int64) throws(UnusableError) -> StoredKey {
        let known = try load(path: path)
        guard let number = StoredKey.freeNumber(beside: Set(known.keys.map(\.number))) else {
            throw UnusableError(text: "`\(path)` has keys of every number; remove some")
        }
        let key = StoredKey(number: number, secret: SigningKeys.secret(), signsFrom: second)
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let start = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
        try replace(path, with: start + line(key))
        return key
    }

    /// Takes the lines of a key out; false when there are none.
    static func remove(_ number: UInt8, from path: String) throws(UnusableError) -> Bool {
        guard try load(path: path).keys.contains(where: { $0.number == number }) else { return false }
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let rest = lines.filter { $0.split(separator: ":").first.flatMap { UInt8($0) } != number }
        try replace(path, with: rest.joined(separator: "\n"))
        return true
    }

    /// All at once: a proxy that runs may read it meanwhile.
    private static func replace(_ path: String, with text: String) throws(UnusableError) {
        let other = "\(path).new"
        try? FileManager.default.removeItem(atPath: other)
        let made = FileManager.default.createFile(
            atPath: other,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard made, rename(other, path) == 0 else {
            throw UnusableError(text: "`\(path)` cannot be written; check the folder's owner and mode")
        }
    }

    private static func line(_ key: StoredKey) -> String {
        let secret = key.secret.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return "\(key.number):\(secret)\(key.signsFrom == 0 ? "" : ":\(key.signsFrom)")\n"
    }

    private static func create(_ path: String) throws(UnusableError) {
        let made = FileManager.default.createFile(
            atPath: path,
            contents: Data(line(StoredKey(number: 1, secret: SigningKeys.secret())).utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard made else { throw UnusableError(text: "`\(path)` cannot be made; check the folder's owner and mode") }
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
