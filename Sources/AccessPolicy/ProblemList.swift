/// Collects the problems of one policy.
struct ProblemList {
    /// The file that they are reported against.
    let file: String
    private(set) var problems: [PolicyProblem] = []

    init(file: String) {
        self.file = file
    }

    /// Adds a problem; nil text means that there is none.
    mutating func add(_ text: String?, line: Int) {
        guard let text else { return }
        problems.append(PolicyProblem(file: file, line: line, text: text))
    }

    /// Gives the elements up to a limit and reports when there are more.
    mutating func within<Element>(
        _ limit: Int,
        _ elements: [Element],
        _ noun: String,
        line: Int
    ) -> ArraySlice<Element> {
        if elements.count > limit {
            add("\(elements.count) \(noun) are more than the limit of \(limit)", line: line)
        }
        return elements.prefix(limit)
    }
}
