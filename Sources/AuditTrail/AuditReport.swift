/// Something that is not as it was written.
public struct AuditProblem: Sendable, Equatable {
    /// What it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// A line was changed.
        case altered
        /// Records are not there any more.
        case removed
        /// Two records stand in each other's place.
        case reordered
        /// A line stands where none was written.
        case inserted
        /// A line has no end.
        case torn
        /// A record does not follow the one before it.
        case unlinked
        /// The end of the chain is not there.
        case truncated
        /// The proxy itself has found, when it started, that something was cut off.
        case missing
        /// There is no key for a record.
        case unknownKey = "unknown-key"
        /// There is no record.
        case empty
        /// The head file is not as it was written.
        case head
    }

    /// The file, as it was named.
    public let file: String
    /// The line, from 1; 0 for the file as a whole.
    public let line: Int
    /// What it is.
    public let kind: Kind
    /// The same in words.
    public let text: String

    /// `file:line: what is wrong`.
    public var description: String { line == 0 ? "\(file): \(text)" : "\(file):\(line): \(text)" }
}

/// What verifying came to.
public struct AuditReport: Sendable {
    /// Records that were read.
    public internal(set) var recordCount = 0
    /// The first of them.
    public internal(set) var first: AuditPosition?
    /// The last of them.
    public internal(set) var last: AuditPosition?
    /// Lines from before there was a chain.
    public internal(set) var unprotectedLineCount = 0
    /// How far other chains were pruned, as records that are ours say.
    public internal(set) var prunings = AuditPrunings()
    /// What is wrong, in the order of the files; the first hundred.
    public private(set) var problems: [AuditProblem] = []
    /// How much is wrong.
    public private(set) var problemCount = 0
    /// What is to be known and is not wrong; the first hundred.
    public private(set) var remarks: [String] = []

    /// Whether nothing is wrong.
    public var isIntact: Bool { problemCount == 0 }

    /// Takes a problem down. Gives its place, for ``amend(_:_:_:)``; nil when there are too many.
    @discardableResult
    mutating func add(_ problem: AuditProblem) -> Int? {
        problemCount += 1
        guard problems.count < AuditLimits.problemsMax else { return nil }
        problems.append(problem)
        return problems.count - 1
    }

    /// Calls a problem by its right name, now that more has been read.
    mutating func amend(_ index: Int?, _ kind: AuditProblem.Kind, _ text: String) {
        guard let index, index < problems.count else { return }
        let problem = problems[index]
        problems[index] = AuditProblem(file: problem.file, line: problem.line, kind: kind, text: text)
    }

    mutating func add(remark: String) {
        guard remarks.count < AuditLimits.problemsMax else { return }
        remarks.append(remark)
    }
}
