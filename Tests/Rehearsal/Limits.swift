/// How long and how much: every wait and every store of a rehearsal is bounded.
public enum Limits {
    /// How long a program may take until it answers, or until it has done what it was run for.
    public static let start: Duration = .seconds(30)
    /// How long a database may take to be made, or to answer: it is a second, and far more where everything else is built and run beside it.
    static let make: Duration = .seconds(60)
    /// How long something on the wire may take. SIP repeats a lost UDP message after 0.5, 1, 2 and 4 s.
    public static let wire: Duration = .seconds(15)
    /// How long what Earshot promises may take in a test. It promises 2 s, as its policy is polled; that it keeps them is measured by `endure`, on a machine
    /// that does nothing else. Here eight scenes are played at once, and one stall of the machine must not be taken for a breach.
    public static let promise: Duration = .seconds(5)
    /// How long it may take until it is known whether a PBX believes us: one that was slow at first is asked again after half a minute.
    public static let canary: Duration = .seconds(45)
    /// How long a browser may take for one thing: it waits for the page itself, and says what it saw.
    static let page: Duration = .seconds(30)
    /// How long a program that is needed no more may take to end once asked to, before it is killed.
    static let stop: Duration = .seconds(3)
    /// How long a program may take to end where its end is looked at.
    static let end: Duration = .seconds(30)
    /// How long a SIPp run may live, in seconds; a watcher lives as long as its scene.
    static let runSeconds = 240
    /// How often an address is asked again that does not answer yet.
    static let retry: Duration = .milliseconds(50)
    /// How many lines of each program are printed when a scene fails.
    static let lastWords = 40
    /// How many entries one journal keeps; what comes after is dropped.
    static let journalEntriesMax = 100_000
    /// How many aliases in turn the name server follows.
    static let aliasesMax = 8
    /// How many bytes of a line or message may be waiting for their end.
    static let pendingBytesMax = 1 << 20
    /// For the last words of a program that has ended: another thread reads them, and they end with its pipes.
    static let tail: Duration = .seconds(10)
}
