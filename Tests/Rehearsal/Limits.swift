/// How long and how much: every wait and every store of a rehearsal is bounded.
public enum Limits {
    /// How long a program may take until it answers.
    public static let start: Duration = .seconds(15)
    /// How long a database may take to be made, or to answer: it is a second, and far more where everything else is built and run beside it.
    static let make: Duration = .seconds(60)
    /// How long something on the wire may take. SIP repeats a lost UDP message after 0.5, 1, 2 and 4 s.
    public static let wire: Duration = .seconds(10)
    /// How long a browser may take for one thing: it waits for the page itself, and says what it saw.
    static let page: Duration = .seconds(30)
    /// How long a program may take to end once asked to.
    public static let stop: Duration = .seconds(3)
    /// How long a SIPp run may live, in seconds; a watcher lives as long as its scene.
    static let runSeconds = 120
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
    /// For the last words of a program that has ended. Its pipe may stay open longer, held by a program started meanwhile.
    static let tail = Duration.milliseconds(500)
}
