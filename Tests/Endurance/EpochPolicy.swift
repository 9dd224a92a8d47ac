import AccessPolicy

/// Policies that give themselves away: what is decided under one says which one it was.
///
/// There is a list of nine members. How much is disclosed of each is a digit of the policy's mark, so that one NOTIFY of the list names the policy
/// that it was judged by, and one that was judged by a piece of one policy and a piece of the next would name a third. The mark is the revision,
/// stirred so that most digits change from one to the next.
public enum EpochPolicy {
    /// Members of the list, each a digit to the base three.
    public static let members = 9
    /// How many revisions have a mark of their own.
    public static let revisionsMax = 19_683
    /// Extensions of which everybody sees the status, and the callers where that bit of the mark is not set.
    public static let switches = 4
    /// The list's name; everybody may see it.
    static let list = "desk"
    /// No multiple of three, so that no two revisions have one mark.
    private static let factor = 7_331

    /// What a revision's decisions say together.
    public static func mark(of revision: Int) -> Int { revision * factor % revisionsMax }

    private static let revisions: [Int] = {
        var revisions = [Int](repeating: 0, count: revisionsMax)
        for revision in 0..<revisionsMax { revisions[mark(of: revision)] = revision }
        return revisions
    }()

    /// The one revision whose decisions say that.
    public static func revision(marked mark: Int) -> Int { revisions[mark] }

    /// How much a revision discloses of a member.
    public static func disclosure(of member: Int, in revision: Int) -> Disclosure {
        let digit = (0..<member).reduce(mark(of: revision)) { rest, _ in rest / 3 } % 3
        return [.full, .status, .none][digit]
    }

    /// The mark that disclosures of all members come to.
    public static func mark(of disclosures: [Disclosure]) -> Int {
        disclosures.reversed().reduce(0) { mark, disclosure in
            switch disclosure {
            case .full: mark * 3
            case .status: mark * 3 + 1
            case .none: mark * 3 + 2
            }
        }
    }

    /// How much a revision discloses of a switch: the status at least.
    public static func disclosure(ofSwitch index: Int, in revision: Int) -> Disclosure {
        mark(of: revision) >> index & 1 == 0 ? .full : .status
    }

    static func name(ofMember index: Int) -> String { "20\(index)" }

    static func name(ofSwitch index: Int) -> String { "30\(index)" }

    /// The policy of that revision, with the users `w0` to `w` and so on.
    public static func snapshot(_ revision: Int, users: Int) throws -> PolicySnapshot {
        let listed = (0..<members).map { settings(name(ofMember: $0), disclosure(of: $0, in: revision)) }
        let switched = (0..<switches).map { settings(name(ofSwitch: $0), disclosure(ofSwitch: $0, in: revision)) }
        let organization = Organization(
            name: "Endurance",
            domains: [Located(Watchers.domain)],
            users: (0..<users).map { User(Located("w\($0)")) },
            extensions: listed + switched
        )
        return try PolicyCompiler.compile(PolicyModel(organizations: [organization]), revision: UInt64(revision))
    }

    private static func settings(_ name: String, _ disclosure: Disclosure) -> ExtensionSettings {
        ExtensionSettings(
            Located(name),
            status: Located(disclosure == .none ? .nobody : .everyone),
            connectedCallers: Located(disclosure == .full ? .everyone : .nobody)
        )
    }
}
