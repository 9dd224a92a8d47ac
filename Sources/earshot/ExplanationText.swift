import AccessPolicy

/// An explanation, for a program and for a person.
enum ExplanationText {
    static func json(_ explanation: Explanation) -> JSONText.Value {
        let mode: [(String, JSONText.Value)] =
            switch explanation.mode {
            case .enforce: []
            case .shadow: [("mode", .string(explanation.mode.rawValue))]
            }
        return .object(
            [
                ("watcher", .string(explanation.watcher)),
                ("extension", .string(explanation.target)),
                ("status", .bool(explanation.status)),
                ("connected-callers", .bool(explanation.connectedCallers)),
                ("listen-whisper-barge", .bool(explanation.listen)),
                ("disclosure", .string(explanation.disclosure.name)),
                (
                    "reasons",
                    .object([
                        ("status", .string(explanation.reasons.status)),
                        ("connected-callers", .string(explanation.reasons.connectedCallers)),
                        ("listen-whisper-barge", .string(explanation.reasons.listen)),
                    ])
                ),
            ] + mode
        )
    }

    static func words(_ explanation: Explanation) -> String {
        """
        \(explanation.watcher) watching \(explanation.target): disclosure \(explanation.disclosure.name)
          status                  \(answer(explanation.status))  \(explanation.reasons.status)
          connected callers       \(answer(explanation.connectedCallers))  \(explanation.reasons.connectedCallers)
          listen, whisper, barge  \(answer(explanation.listen))  \(explanation.reasons.listen)\(shadow([explanation]))
        """
    }

    /// A line for what is not enforced.
    private static func shadow(_ explanations: [Explanation]) -> String {
        guard explanations.contains(where: { $0.mode == .shadow }) else { return "" }
        return "\n  not enforced: `mode: shadow` puts this on record and lets everything go"
    }

    static func table(_ explanations: [Explanation], of target: String) -> String {
        let width = explanations.map(\.watcher.count).max() ?? 0
        let lines = explanations.map { explanation in
            let name = explanation.watcher + String(repeating: " ", count: width - explanation.watcher.count)
            return "  \(name)  status \(answer(explanation.status))  callers \(answer(explanation.connectedCallers))"
                + "  listen \(answer(explanation.listen))  (\(explanation.reasons.status))"
        }
        // One reason for all whom it keeps from listening.
        let consent = explanations.first { $0.listenRule == .consentMissing }.map { ["  " + $0.reasons.listen] } ?? []
        return "extension \(target)\n" + (lines + consent).joined(separator: "\n") + shadow(explanations)
    }

    private static func answer(_ yes: Bool) -> String { yes ? "yes" : "no " }
}
