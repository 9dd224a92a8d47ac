/// Why a rehearsal cannot go on.
public enum RehearsalError: Error, CustomStringConvertible {
    /// What was waited for did not come in time; `seen` is what came instead.
    case late(waitedFor: String, seen: String)
    /// A program ended, or ended with another status than it should.
    case ended(program: String, status: Int32, said: String)
    /// A program or file that a rehearsal needs is not there.
    case missing(what: String, remedy: String)
    /// The system refused something, such as a port.
    case refused(what: String)

    /// What happened, for the person who runs the tests.
    public var description: String {
        switch self {
        case .late(let waitedFor, let seen): "waited in vain for \(waitedFor); seen so far:\n\(seen)"
        case .ended(let program, let status, let said): "`\(program)` ended with status \(status):\n\(said)"
        case .missing(let what, let remedy): "no \(what): \(remedy)"
        case .refused(let what): "the system refused \(what)"
        }
    }
}
