import Crypto

/// The signing keys, by number. Tokens name the key that made them, so that keys can be rotated while dialogs live.
public struct TokenKeys: Sendable {
    /// What a code is made for. Each purpose has a key of its own, derived from the secret, so that a code for one is never good for another.
    enum Purpose: UInt8, CaseIterable {
        case token = 1
        case branch = 2
        case tag = 3
        case pseudonym = 4
        case nonce = 5
        case audit = 6
        case errand = 7
        case localOperator = 8
    }

    /// The number of the key that signs from now on.
    public let current: UInt8
    /// The number of the key that makes pseudonyms: the lowest, so that a new key does not rename the calls that a phone shows.
    private let oldest: UInt8
    /// For each number and purpose the code's state with the key already taken in, to be copied for each message.
    private let prepared: [UInt8: [HMAC<SHA256>]]

    /// Keys from secrets of at least 16 bytes. Nil when the current number has no secret or a secret is shorter.
    public init?(current: UInt8, secrets: [UInt8: [UInt8]]) {
        guard secrets[current] != nil, secrets.values.allSatisfy({ $0.count >= 16 }) else { return nil }
        self.current = current
        oldest = secrets.keys.min() ?? current
        prepared = secrets.mapValues { secret in
            Purpose.allCases.map { purpose in
                let derived = HMAC<SHA256>.authenticationCode(
                    for: Array("earshot/\(purpose.rawValue)".utf8),
                    using: SymmetricKey(data: secret)
                )
                return HMAC<SHA256>(key: SymmetricKey(data: derived))
            }
        }
    }

    /// The first `count` bytes of HMAC-SHA256 over `message`, or nil when no key has that number.
    func code(_ message: [UInt8], for purpose: Purpose, key number: UInt8, count: Int) -> [UInt8]? {
        var code: [UInt8] = []
        return append(codeOf: message, for: purpose, key: number, count: count, to: &code) ? code : nil
    }

    /// Appends the same to `bytes`; false when no key has that number.
    func append(
        codeOf message: [UInt8],
        for purpose: Purpose,
        key number: UInt8,
        count: Int,
        to bytes: inout [UInt8]
    ) -> Bool {
        guard let codes = prepared[number], Int(purpose.rawValue) <= codes.count else { return false }
        var code = codes[Int(purpose.rawValue) - 1]
        message.withUnsafeBytes { code.update(data: $0) }
        code.finalize().withUnsafeBytes { bytes.append(contentsOf: $0.prefix(count)) }
        return true
    }

    /// The same with the current key, or with that which makes pseudonyms, as lower-case hexadecimal, two digits a byte.
    func hexadecimal(_ message: [UInt8], for purpose: Purpose, count: Int) -> String {
        let number = purpose == .pseudonym ? oldest : current
        let bytes = code(message, for: purpose, key: number, count: count) ?? []
        return String(decoding: Base16.encode(bytes), as: UTF8.self)
    }

    /// The code of a line of the audit, as lower-case hexadecimal digits; nil when no key has that number.
    package func auditCode(of line: [UInt8], key number: UInt8) -> [UInt8]? {
        code(line, for: .audit, key: number, count: SHA256.byteCount).map(Base16.encode)
    }

    /// For each key what commands on this machine sign with; nothing else can be signed with it.
    package var localOperatorKeys: [UInt8: [UInt8]] {
        let name = Array("local operator".utf8)
        return prepared.keys.reduce(into: [:]) { keys, number in
            keys[number] = code(name, for: .localOperator, key: number, count: SHA256.byteCount)
        }
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
