import Synchronization

/// Which revisions may have been in force at a time, known from both ends of `publish`: one that was begun may be in force, one that was
/// acknowledged has replaced all before it.
public final class EpochLedger: Sendable {
    private let begun = Atomic<Int>(0)
    private let acknowledged = Atomic<Int>(0)

    private let answers = Atomic<Int>(0)

    /// Revision 0 is in force.
    public init() {}

    /// The oldest revision that may judge what is sent after this call.
    public var oldest: Int { acknowledged.load(ordering: .sequentiallyConsistent) }

    /// The newest revision that may have judged what came before this call.
    public var newest: Int { begun.load(ordering: .sequentiallyConsistent) }

    /// How many answers have been checked.
    var answered: Int { answers.load(ordering: .relaxed) }

    func countAnswer() { answers.add(1, ordering: .relaxed) }

    /// Puts a revision in force by `publish`.
    public func swap(to revision: Int, by publish: () -> Void) {
        begun.store(revision, ordering: .sequentiallyConsistent)
        publish()
        acknowledged.store(revision, ordering: .sequentiallyConsistent)
    }
}
