import AccessPolicy
import Enforcement
import PolicyFile
import Yams

/// The codes of the PBX: `feature-codes`.
extension ConfigurationReader {
    private enum TableKey: String, CaseIterable { case preset, codes, overlap }
    private enum CodeKey: String, CaseIterable { case dial, action, hops }
    private enum Hops: String, CaseIterable { case yes = "true", no = "false" }

    /// A code with where it comes from.
    private struct Listed {
        let code: FeatureCodes.Code
        let line: Int
        /// The preset that it is from; nil for one of `codes`.
        let preset: String?

        var text: String { "`\(code.dial)`" + (preset.map { " of preset `\($0)`" } ?? "") }
    }

    mutating func readFeatureCodes(_ node: Node) {
        let fields = nodes.fields(node, "`feature-codes`", as: TableKey.self)
        if let overlap = fields[.overlap] {
            let word = nodes.word(overlap, "`overlap`", FeatureCodes.Overlap.allCases)
            reading.configuration.overlap = word ?? reading.configuration.overlap
        }
        var listed: [Listed] = []
        if let preset = fields[.preset] {
            let names = isList(preset) ? nodes.list(preset, "`preset`") : [preset]
            for name in limited(names, "`preset`") { listed += codes(ofPreset: name) }
        }
        if let list = fields[.codes] {
            for entry in limited(nodes.list(list, "`codes`"), "`codes`") {
                if let code = code(entry) { listed.append(code) }
            }
        }
        reading.configuration.featureCodes = withoutRepetition(listed).map(\.code)
    }

    private mutating func codes(ofPreset node: Node) -> [Listed] {
        guard let name = nodes.text(node, "`preset`") else { return [] }
        guard let codes = FeatureCodePresets.codes(of: name.value) else {
            let known = FeatureCodePresets.names.map { "`\($0)`" }.joined(separator: ", ")
            nodes.report("there is no preset `\(name.value)`; there are \(known)", line: name.line)
            return []
        }
        return codes.map { Listed(code: $0, line: name.line, preset: name.value) }
    }

    private mutating func code(_ entry: Node) -> Listed? {
        let fields = nodes.fields(entry, "a feature code", as: CodeKey.self)
        guard let dial = fields[.dial], let action = fields[.action] else {
            nodes.report(
                "a feature code is like `{dial: \"*33{extension}\", action: listen}`",
                line: NodeReader.line(entry)
            )
            return nil
        }
        let hops = fields[.hops].map { nodes.word($0, "`hops`", Hops.allCases) == .yes } ?? false
        guard let text = nodes.text(dial, "`dial`"),
            let action = nodes.word(action, "`action`", FeatureCodes.Action.allCases)
        else { return nil }
        guard let code = FeatureCodes.Code(dial: text.value, action: action, hops: hops) else {
            nodes.report(
                "`\(text.value)` cannot be dialled; write digits, letters, `*`, `#` and `{extension}`, `{extension:4}` or `{extension:2-7}`",
                line: text.line
            )
            return nil
        }
        return Listed(code: code, line: text.line, preset: nil)
    }

    /// The codes without those that are there twice; every clash is a problem at the line of the later one.
    private mutating func withoutRepetition(_ listed: [Listed]) -> [Listed] {
        var repeated: Set<Int> = []
        for clash in FeatureCodeClash.all(in: listed.map(\.code)) {
            let (one, other) = (listed[clash.earlier], listed[clash.later])
            switch clash.kind {
            case .same where one.code == other.code && one.preset != other.preset:
                // Written out beside its preset: that is no mistake.
                repeated.insert(clash.later)
            case .same where one.preset != nil && other.preset == nil:
                // Said more exactly than the preset does; both are judged.
                break
            case .same:
                nodes.report("the code \(other.text) is there twice; remove one", line: other.line)
            case .otherAction:
                let (was, now) = (one.code.action.rawValue, other.code.action.rawValue)
                nodes.report(
                    "\(other.text) is to \(now), but \(one.text) on line \(one.line) is to \(was); remove one",
                    line: other.line
                )
            case .prefix:
                nodes.report(
                    "\(other.text) and \(one.text) on line \(one.line) are dialled alike; say how long the extension is, as in `{extension:3}`",
                    line: other.line
                )
            }
        }
        return listed.enumerated().filter { !repeated.contains($0.offset) }.map(\.element)
    }
}
