import Crypto
import Foundation
import PolicyAdministration

/// The token of a command on the same machine: who may read the signing keys is an operator. It is good for a minute, and kept nowhere.
///
/// `earl_KEY.UNTIL.CODE`: the number of the key, seconds since 1970, and an HMAC-SHA256 over both.
public struct LocalToken: Sendable {
    static let prefix = "earl_"
    /// How what is done with it is recorded.
    static let name = "local"

    private let keys: [UInt8: [UInt8]]
    private let current: UInt8

    /// Keys by their numbers, each for this purpose alone, and the one that signs.
    public init(keys: [UInt8: [UInt8]], current: UInt8) { (self.keys, self.current) = (keys, current) }

    /// A token from now on; nil without a key.
    public func make(now: Int64) -> String? {
        let message = "\(current).\(now + Limits.localTokenSeconds)"
        return code(message, key: current).map { "\(Self.prefix)\(message).\(Base64URL.encode($0))" }
    }

    /// Whether it is one of ours that is still good.
    func accepts(_ token: String, now: Int64) -> Bool {
        let parts = token.dropFirst(Self.prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard token.hasPrefix(Self.prefix), parts.count == 3, let number = UInt8(parts[0]),
            let until = Int64(parts[1]), let given = Base64URL.decode(parts[2]),
            let expected = code("\(number).\(until)", key: number)
        else { return false }
        // Of a clock that was ahead no token is good for longer.
        return ConstantTime.equal(given, expected) && now < until && until - now <= Limits.localTokenSeconds
    }

    private func code(_ message: String, key number: UInt8) -> [UInt8]? {
        keys[number].map { key in
            Array(
                HMAC<SHA256>.authenticationCode(
                    for: Array("earshot/local-operator/\(message)".utf8),
                    using: SymmetricKey(data: key)
                )
            )
        }
    }
}
