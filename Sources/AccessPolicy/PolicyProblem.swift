/// Something wrong with a policy, told to the person who wrote it.
public struct PolicyProblem: Error, Equatable, Sendable {
    /// The file; empty when the policy comes from none.
    public let file: String
    /// The line, counted from 1; 0 when it is not known.
    public let line: Int
    /// What is wrong, with the offending text in backticks.
    public let text: String

    /// A problem at a place.
    public init(file: String, line: Int, text: String) {
        self.file = file
        self.line = line
        self.text = text
    }
}

extension PolicyProblem: CustomStringConvertible {
    /// `file:line: text`, without the parts that are not known.
    public var description: String {
        switch (file.isEmpty, line > 0) {
        case (false, true): "\(file):\(line): \(text)"
        case (false, false): "\(file): \(text)"
        case (true, true): "line \(line): \(text)"
        case (true, false): text
        }
    }
}

/// All that is wrong with a policy, in the order of the lines. Never empty.
public struct InvalidPolicyError: Error, Equatable, Sendable {
    /// The problems; the last one says how many were left out if there were more than ``PolicyLimits/problems``.
    public let problems: [PolicyProblem]

    /// An error of at least one problem; sorts them by line and cuts the list at ``PolicyLimits/problems``.
    public init(problems: [PolicyProblem]) {
        precondition(!problems.isEmpty, "an invalid policy has a problem")
        let inOrder = problems.enumerated().sorted {
            ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
        }
        var kept = inOrder.prefix(PolicyLimits.problems).map(\.element)
        let dropped = inOrder.count - kept.count
        if dropped > 0 {
            kept.append(PolicyProblem(file: problems[0].file, line: 0, text: "\(dropped) more problems are not listed"))
        }
        self.problems = kept
    }
}

extension InvalidPolicyError: CustomStringConvertible {
    /// One problem a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
