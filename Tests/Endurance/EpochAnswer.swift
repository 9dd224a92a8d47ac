import AccessPolicy

/// What an answer of the proxy tells of the policy that it was made under.
public enum EpochAnswer: Sendable, Equatable {
    /// A NOTIFY of the list: the mark of the policy.
    case list(mark: Int)
    /// A SUBSCRIBE for a member: refused or not.
    case member(Int, isRefused: Bool)
    /// A NOTIFY of a switch.
    case `switch`(Int, Disclosure)

    /// Whether some revision of those says that.
    public func isOf(_ revisions: ClosedRange<Int>) -> Bool {
        switch self {
        case .list(let mark): revisions.contains(EpochPolicy.revision(marked: mark))
        case .member(let index, let isRefused):
            revisions.contains { (EpochPolicy.disclosure(of: index, in: $0) == .none) == isRefused }
        case .switch(let index, let disclosure):
            revisions.contains { EpochPolicy.disclosure(ofSwitch: index, in: $0) == disclosure }
        }
    }
}
