/// A line of a dial plan that says something about listening.
public struct DialplanFinding: Sendable, Hashable {
    /// How much it matters.
    public enum Grade: String, Sendable {
        /// It lets a listener do more than was judged.
        case finding
        /// To be known, or to be looked at by somebody.
        case note
    }

    /// Where it stands.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// What kind of finding it is.
    public let rule: DialplanRule
    /// How much it matters.
    public let grade: Grade
    /// What it lets a listener do, and what to do about it.
    public let text: String
}

/// The kinds of findings; the names are what `--json` prints.
public enum DialplanRule: String, Sendable, CaseIterable {
    /// Any call may be listened to.
    case openTarget = "open-target"
    /// What a variable says is listened to.
    case variableTarget = "variable-target"
    /// Calls may be listened to whose channel's name begins like the target's.
    case prefixTarget = "prefix-target"
    /// The target is empty where nothing is dialled behind the code.
    case emptyTarget = "empty-target"
    /// The extension is dialled, so that Earshot judges it.
    case dialledTarget = "dialled-target"
    /// Numbers lead to it that are not the code, and that Earshot takes for ordinary ones.
    case looseCode = "loose-code"
    /// Keys change what the listener does, or go to another call.
    case keys
    /// A key leaves for the dial plan.
    case exitKeys = "exit-keys"
    /// No group and no list holds the listener to anybody.
    case noLimit = "no-limit"
    /// A limit that the application does not look at.
    case ignoredLimit = "ignored-limit"
    /// Options that cannot be read here.
    case hiddenOptions = "hidden-options"
    /// The listener stays when the call has ended.
    case staysOn = "stays-on"
    /// A script decides.
    case script
    /// One application starts another that listens.
    case indirect
    /// A recording, which can be listened to without a code.
    case recording
    /// Codes can be dialled from inside.
    case dialsOn = "dials-on"
}

/// What was found in a dial plan.
public struct DialplanReport: Sendable, Equatable {
    /// A file or a line that could not be read.
    public struct Problem: Sendable, Hashable {
        /// Where.
        public let file: String
        /// The line, from 1; 0 for the whole file.
        public let line: Int
        /// What, and what to do about it.
        public let text: String
    }

    /// In the order of the files' lines.
    public private(set) var findings: [DialplanFinding] = []
    /// What could not be read, so that nothing is known of it.
    public private(set) var problems: [Problem] = []
    /// The files that were read.
    public private(set) var files: [String] = []

    private var seen: Set<DialplanFinding> = []
    private var unread: Set<Problem> = []

    /// Whether a line lets a listener do more than was judged.
    public var hasFindings: Bool { findings.contains { $0.grade == .finding } }

    mutating func add(_ rule: DialplanRule, _ grade: DialplanFinding.Grade, _ text: String, _ file: String, _ line: Int)
    {
        guard findings.count < DialplanLimits.findingsMax else { return }
        let finding = DialplanFinding(file: file, line: line, rule: rule, grade: grade, text: text)
        // A file that is included twice says the same twice.
        if seen.insert(finding).inserted { findings.append(finding) }
    }

    mutating func add(problem text: String, _ file: String, _ line: Int = 0) {
        guard problems.count < DialplanLimits.findingsMax else { return }
        let problem = Problem(file: file, line: line, text: text)
        if unread.insert(problem).inserted { problems.append(problem) }
    }

    /// Counts a file in; false when there are too many.
    mutating func opened(_ file: String) -> Bool {
        guard files.count < DialplanLimits.filesMax else {
            add(problem: "there are more than \(DialplanLimits.filesMax) files; check them in parts", file)
            return false
        }
        files.append(file)
        return true
    }
}
