import PBXFiles

/// One section of an Asterisk configuration file, with what it has from its templates.
struct AsteriskSection {
    let name: String
    let line: Int
    let isTemplate: Bool
    private(set) var values: [(key: String, value: String)]

    /// The last value of a key, as Asterisk takes it.
    func value(_ key: String) -> String? { values.last { $0.key == key }?.value }

    /// All the values of a key.
    func all(_ key: String) -> [String] { values.filter { $0.key == key }.map(\.value) }

    /// The sections of a file: `[name]`, `[name](!)` for a template, `[name](template,…)`, `[name](+)` to go on with one that there is.
    /// `;` begins a comment, `;--` one of several lines. Each line that is nothing of this is reported.
    static func read(_ text: String, report: (String, Int) -> Void) -> [AsteriskSection] {
        var sections: [AsteriskSection] = []
        var current: Int?
        for (number, line) in AsteriskLines.of(text) {
            if line.hasPrefix("#") {
                report("`\(line)` is not followed; name the file in the configuration", number)
            } else if line.hasPrefix("[") {
                current = open(line, number, &sections, report)
            } else if let (key, value) = pair(line), let current {
                if sections[current].values.count < DigestImportLimits.sectionValuesMax {
                    sections[current].values.append((key, value))
                }
            } else {
                report(current == nil ? "the line is in no section" : "the line is not `name=value`", number)
            }
        }
        return sections
    }

    private static func open(
        _ line: String,
        _ number: Int,
        _ sections: inout [AsteriskSection],
        _ report: (String, Int) -> Void
    ) -> Int? {
        guard let close = line.firstIndex(of: "]") else {
            report("the section's name has no `]`", number)
            return nil
        }
        let name = String(line[line.index(after: line.startIndex)..<close])
        let tail = TextLines.trimmed(line[line.index(after: close)...])
        guard tail.isEmpty || (tail.hasPrefix("(") && tail.hasSuffix(")")), !name.isEmpty else {
            report("`\(line)` is no section such as `[name](template)`", number)
            return nil
        }
        let options = tail.dropFirst().dropLast().split(separator: ",").map { TextLines.trimmed($0) }
        if options.contains("+") {
            guard let known = sections.lastIndex(where: { $0.name == name }) else {
                report("there is no section `\(name)` before to go on with", number)
                return nil
            }
            return known
        }
        var values: [(key: String, value: String)] = []
        for parent in options where parent != "!" {
            guard let found = sections.last(where: { $0.name == parent }) else {
                report("there is no template `\(parent)` before this line", number)
                continue
            }
            values += found.values
        }
        let isTemplate = options.contains("!")
        let kept = Array(values.prefix(DigestImportLimits.sectionValuesMax))
        sections.append(AsteriskSection(name: name, line: number, isTemplate: isTemplate, values: kept))
        return sections.count - 1
    }

    private static func pair(_ line: String) -> (String, String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        var value = line[line.index(after: equals)...]
        if value.first == ">" { value = value.dropFirst() }
        let key = TextLines.trimmed(line[..<equals])
        return key.isEmpty ? nil : (key.lowercased(), TextLines.trimmed(value))
    }
}
