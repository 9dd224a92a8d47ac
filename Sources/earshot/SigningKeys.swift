import Enforcement
import PolicyStore

/// The signing keys, the newest last. All verify; of those whose time has come the last one signs.
struct SigningKeys: Equatable {
    var keys: [StoredKey]

    /// What holds at that second; nil when there is no key.
    func tokenKeys(at now: Int64) -> TokenKeys? {
        guard let current = current(at: now) else { return nil }
        let secrets = Dictionary(keys.map { ($0.number, $0.secret) }, uniquingKeysWith: { $1 })
        return TokenKeys(current: current, secrets: secrets)
    }

    /// The number of the key that signs at that second. Before any time has come the first signs: something must.
    func current(at now: Int64) -> UInt8? { (keys.last { $0.signsFrom <= now } ?? keys.first)?.number }

    /// A secret for a new key.
    static func secret() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
