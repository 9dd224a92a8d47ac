/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// Characters of a password at the least (NIST SP 800-63B: length, and no rules of composition).
    static let passwordCharactersMin = 12
    /// Bytes of a password: more would only cost time.
    static let passwordBytesMax = 1_024
    /// Bytes of a name that somebody says is theirs.
    static let nameBytesMax = 255
    /// Characters of a token, link or cookie that are looked at.
    static let secretCharactersMax = 512
    /// Passwords that are checked at once: each takes some 32 MiB and a processor.
    static let checksMax = 2
    /// Passwords that wait for their check; more are turned away.
    static let checksWaitingMax = 16
    /// Bytes that checking a stored hash may take: beyond that somebody else has written it. Ours take 32 MiB.
    static let scryptBytesMax = 256 << 20
    /// How often over it may take them.
    static let scryptTimesMax = 16
    /// Seconds after which a session in which nothing is asked has ended.
    static let sessionIdleSeconds: Int64 = 3_600
    /// Seconds after which a session has ended.
    static let sessionSeconds: Int64 = 43_200
    /// Seconds between two notes that somebody, or a token, was there.
    static let seenSeconds: Int64 = 60
    /// Seconds that a token may live.
    static let tokenSecondsMax: Int64 = 366 * 86_400
    /// Bytes of what a token is for.
    static let labelBytesMax = 100
    /// Seconds that a token of this machine's command line is good for.
    static let localTokenSeconds: Int64 = 60
    /// Seconds between two looks for what has ended.
    static let pruneSeconds: Int64 = 60
    /// Seconds to wait after failures of one account: five are free, for fingers slip. Never longer, so that nobody is locked out for good.
    static let accountDelays: [Int64] = [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 600, 900]
    /// The same for an address, behind which there may be a whole office.
    static let addressDelays: [Int64] =
        [Int64](repeating: 0, count: 29) + [5, 10, 20, 40, 80, 160, 320, 600, 900]
    /// Seconds in which an identity provider must have sent somebody back.
    static let providerSeconds: Int64 = 600
    /// Seconds that clocks may differ.
    static let clockSkewSeconds: Int64 = 60
    /// Bytes of an identity provider's answer.
    static let providerBytesMax = 1 << 20
    /// Keys of an identity provider.
    static let providerKeysMax = 64
    /// Seconds after which an identity provider's keys and addresses are asked for again.
    static let providerKeysSeconds: Int64 = 3_600
    /// Seconds after which an identity provider that has failed is asked again.
    static let providerRestSeconds: Int64 = 5
    /// Seconds between two questions for a key that is not known.
    static let providerRetrySeconds: Int64 = 30
    /// Seconds in which an identity provider must have answered.
    static let providerAnswerSeconds = 10.0
}
