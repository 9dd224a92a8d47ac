import Enforcement

/// Keys that are the same in every run, so that expected messages can be compared byte for byte.
enum TestKeys {
    static let first = make(current: 1, [1: 0x11])
    static let second = make(current: 1, [1: 0x22])
    static let rotated = make(current: 2, [1: 0x11, 2: 0x33])

    private static func make(current: UInt8, _ secrets: [UInt8: UInt8]) -> TokenKeys {
        guard
            let keys = TokenKeys(current: current, secrets: secrets.mapValues { [UInt8](repeating: $0, count: 32) })
        else { preconditionFailure("test keys") }
        return keys
    }
}
