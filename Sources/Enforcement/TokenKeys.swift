import Crypto

/// The signing keys, by number. Tokens name the key that made them, so that keys can be rotated while dialogs live.
public struct TokenKeys: Sendable {
    /// What a code is made for. Each purpose has a key of its own, derived from the secret, so that a code for one is never good for another.
    enum Purpose: UInt8, CaseIterable {
        case token = 1
        case branch = 2
        case tag = 3
        case pseudonym = 4
    }

    /// The number of the key that signs from now on.
    public let current: UInt8
    private let keys: [UInt8: [SymmetricKey]]

    /// Keys from secrets of at least 16 bytes. Nil when the current number has no secret or a secret is shorter.
    public init?(current: UInt8, secrets: [UInt8: [UInt8]]) {
        guard secrets[current] != nil, secrets.values.allSatisfy({ $0.count >= 16 }) else { return nil }
        self.current = current
        keys = secrets.mapValues { secret in
            Purpose.allCases.map { purpose in
                SymmetricKey(
                    data: HMAC<SHA256>.authenticationCode(
                        for: Array("earshot/\(purpose.rawValue)".utf8),
                        using: SymmetricKey(data: secret)
                    )
                )
            }
        }
    }

    /// The first `count` bytes of HMAC-SHA256 over `message`, or nil when no key has that number.
    func code(_ message: [UInt8], for purpose: Purpose, key number: UInt8, count: Int) -> [UInt8]? {
        guard let derived = keys[number], Int(purpose.rawValue) <= derived.count else { return nil }
        let key = derived[Int(purpose.rawValue) - 1]
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(count))
    }

    /// The same with the current key, as lower-case hexadecimal, two digits a byte.
    func hexadecimal(_ message: [UInt8], for purpose: Purpose, count: Int) -> String {
        let bytes = code(message, for: purpose, key: current, count: count) ?? []
        return String(decoding: Base16.encode(bytes), as: UTF8.self)
    }

    /// Whether `code` is the one for `message`, found out in a time that does not depend on where they differ.
    func verify(_ code: Span<UInt8>, of message: [UInt8], for purpose: Purpose, key number: UInt8) -> Bool {
        guard let expected = self.code(message, for: purpose, key: number, count: code.count) else { return false }
        guard expected.count == code.count, !expected.isEmpty else { return false }
        var difference: UInt8 = 0
        for index in 0..<code.count { difference |= expected[index] ^ code[index] }
        return difference == 0
    }
}
