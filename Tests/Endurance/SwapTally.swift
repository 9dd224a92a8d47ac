/// What came of a load while policies were swapped.
public struct SwapTally: Sendable {
    /// Messages sent.
    public internal(set) var sent = 0
    /// Answers that were checked.
    public private(set) var answered = 0
    /// Answers that may have been made under more than one policy: a swap was under way.
    public private(set) var raced = 0
    /// Answers of no policy that was in force between the request and the answer.
    public private(set) var wrong = 0
    /// Messages that no policy accounts for.
    public private(set) var unexpected = 0
    /// Messages without an answer.
    public internal(set) var lost = 0
    /// Requests of the proxy itself that reached the PBX.
    public internal(set) var own = 0
    /// How long was sent.
    public internal(set) var seconds = 0.0
    /// Revisions that NOTIFYs of the list have named.
    public private(set) var revisions: Set<Int> = []
    /// Wrong and unexpected ones, in words.
    public private(set) var examples: [String] = []

    /// Answers a second.
    public var perSecond: Double { seconds > 0 ? Double(answered) / seconds : 0 }

    mutating func add(_ answer: EpochAnswer, of revisions: ClosedRange<Int>) {
        answered += 1
        if revisions.count > 1 { raced += 1 }
        if case .list(let mark) = answer { self.revisions.insert(EpochPolicy.revision(marked: mark)) }
        guard !answer.isOf(revisions) else { return }
        wrong += 1
        note("\(answer) while \(revisions) were in force")
    }

    mutating func add(unexpected datagram: Datagram) {
        unexpected += 1
        note(datagram.text)
    }

    private mutating func note(_ text: String) {
        if examples.count < Limits.exampleMax { examples.append(text) }
    }
}
