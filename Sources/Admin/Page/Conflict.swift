import AccessPolicy
import PolicyAdministration
import PolicyFile

/// Two versions of one part: what somebody wrote, and what somebody else has saved meanwhile.
struct Conflict {
    /// One line of the comparison.
    struct Line {
        let label: String
        let mine: String
        let theirs: String
        let differs: Bool
    }

    let lines: [Line]
    /// The tag of their version, which overwriting has seen.
    let seen: String
    let isGone: Bool

    /// The conflict of an error about this part; nil for another error.
    init?(_ error: PolicyEditError?, mine: PolicyItem, _ visit: Visit) {
        guard case .conflict(_, let now)? = error else { return nil }
        self.init(mine: mine, theirs: now, visit.strings)
    }

    /// Two versions; the second is nil when somebody has taken the part away.
    init(mine: PolicyItem, theirs: PolicyItem?, _ strings: Strings) {
        let nothing = Self.nothing(in: mine.key.kind, strings)
        let (mine, now) = (PartText(mine, strings), theirs.map { PartText($0, strings) })
        lines = mine.lines(with: now).map { label, first, second in
            Line(label: label, mine: first ?? nothing, theirs: second ?? nothing, differs: first != second)
        }
        seen = PartTag(of: theirs?.content).text
        isGone = theirs == nil
    }

    /// What holds where a part says nothing: of an extension what the organisation says.
    static func nothing(in kind: PolicyItem.Kind, _ strings: Strings) -> String {
        strings.text("conflict", kind == .extension ? "default" : "nothing")
    }
}
