import AuditTrail

/// A report, for a program and for a person.
enum AuditReportText {
    /// - Parameter node: whose chain it is, where there are several.
    static func json(_ report: AuditReport, of node: String? = nil) -> JSONText.Value {
        let chain: [(String, JSONText.Value)] = node.map { [("node", .string($0))] } ?? []
        return .object(chain + fields(report))
    }

    private static func fields(_ report: AuditReport) -> [(String, JSONText.Value)] {
        [
            ("ok", .bool(report.isIntact)),
            ("records", .number(report.recordCount)),
            ("unprotected", .number(report.unprotectedLineCount)),
            ("first", position(report.first)),
            ("last", position(report.last)),
            ("problem-count", .number(report.problemCount)),
            (
                "problems",
                .array(
                    report.problems.map {
                        .object([
                            ("file", .string($0.file)), ("line", .number($0.line)), ("kind", .string($0.kind.rawValue)),
                            ("text", .string($0.text)),
                        ])
                    }
                )
            ),
            ("remarks", .array(report.remarks.map(JSONText.Value.string))),
        ]
    }

    static func words(_ report: AuditReport) -> String {
        var lines = report.problems.map { "\($0.description) (\($0.kind.rawValue))" }
        let rest = report.problemCount - report.problems.count
        if rest > 0 { lines.append("and \(rest) more") }
        lines += report.remarks.map { "note: \($0)" }
        let found = report.isIntact ? "intact" : "not intact, \(report.problemCount) problems"
        lines.append("\(found): \(report.recordCount) records")
        if let first = report.first, let last = report.last {
            lines.append("first \(first.text)")
            lines.append("last  \(last.text)")
        }
        return lines.joined(separator: "\n")
    }

    private static func position(_ position: AuditPosition?) -> JSONText.Value {
        guard let position else { return .null }
        return .object([("seq", .number(Int(clamping: position.seq))), ("hash", .string(position.hash.text))])
    }
}
