/// How long and how much: every wait of a run is bounded.
enum Limits {
    /// How long the proxy may take to be ready, in tenths of a second.
    static let startTenths = 100
    /// How often something is sent that has to be answered, before the run fails.
    static let triesMax = 40
    /// How long an answer to one of those is waited for, in milliseconds.
    static let tryMilliseconds = 250
    /// How long a message may be on the way before it counts as lost, in nanoseconds.
    static let lostNanoseconds: UInt64 = 2_000_000_000
    /// How many messages may be on the way when the load is paced: what the machine cannot do is not heaped up.
    static let outstandingMax = 512
    /// How many messages are on the way when the load is as much as goes.
    static let outstandingWhenFull = 64
    /// How many wrong or unexpected answers are kept as text.
    static let exampleMax = 10
    /// How long one wait for a socket lasts, in milliseconds.
    static let pollMilliseconds = 1
    /// How long any part of a run is waited for, in nanoseconds.
    static let waitNanoseconds: UInt64 = 60_000_000_000
    /// After how long something that is not answered is sent again, in nanoseconds.
    static let repeatNanoseconds: UInt64 = 500_000_000
    /// The longest that is waited between two such sendings, in nanoseconds.
    static let repeatNanosecondsMax: UInt64 = 4_000_000_000
    /// How many datagrams of one socket are taken before the others have their turn.
    static let burstMax = 64
}
