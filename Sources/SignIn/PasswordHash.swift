import CryptoExtras
import Foundation

/// What a password is checked by: scrypt (RFC 7914) with its parameters, as text: `$scrypt$ln=15,r=8,p=3$SALT$HASH`.
struct PasswordHash: Equatable {
    /// What a check costs.
    struct Cost: Sendable, Equatable {
        /// The logarithm of the rounds: memory is 2^(ln+10) bytes where the block size is 8.
        var logRounds: Int
        var blockSize: Int
        var parallelism: Int

        /// The memory of a check (RFC 7914 §2).
        var bytes: Int { 128 * blockSize << logRounds }

        /// 32 MiB, three times over: of OWASP's equal choices one that a small machine bears twice at once.
        static let sound = Cost(logRounds: 15, blockSize: 8, parallelism: 3)
    }

    private static let byteCount = 32
    static let saltBytes = 16

    let cost: Cost
    let salt: [UInt8]
    let key: [UInt8]

    /// The hash of a password with that salt.
    init(_ password: String, salt: [UInt8], cost: Cost) throws {
        (self.cost, self.salt) = (cost, salt)
        key = try Self.derive(password, salt, cost)
    }

    /// The hash of no password, at which checking one takes as long as at any: the key is chance.
    init(ofNothing random: RandomBytes, cost: Cost) {
        (self.cost, salt, key) = (cost, random.bytes(Self.saltBytes), random.bytes(Self.byteCount))
    }

    /// Nil for text that is none, or would cost more than anything of ours.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let numbers = zip(["ln", "r", "p"], parts[2].split(separator: ",")).compactMap { name, part -> Int? in
            part.hasPrefix("\(name)=") ? Int(part.dropFirst(name.count + 1)) : nil
        }
        guard numbers.count == 3, let salt = Base64URL.decode(parts[3]), let key = Base64URL.decode(parts[4]),
            key.count == Self.byteCount, (1...20).contains(numbers[0]), (1...32).contains(numbers[1]),
            (1...Limits.scryptTimesMax).contains(numbers[2])
        else { return nil }
        cost = Cost(logRounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
        guard cost.bytes <= Limits.scryptBytesMax else { return nil }
        (self.salt, self.key) = (salt, key)
    }

    /// As it is kept.
    var text: String {
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(Base64URL.encode(salt))$\(Base64URL.encode(key))"
    }

    /// Whether it is the hash of that password. Costs the same either way.
    func matches(_ password: String) throws -> Bool {
        ConstantTime.equal(key, try Self.derive(password, salt, cost))
    }

    /// One password may be typed in several ways of Unicode: that makes no difference.
    private static func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) throws -> [UInt8] {
        let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes,
            salt: salt,
            outputByteCount: byteCount,
            rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
        return key.withUnsafeBytes { Array($0) }
    }
}
