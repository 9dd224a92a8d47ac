/// One section of an Asterisk configuration file, with what it has from its templates.
package struct AsteriskSection {
    /// A line of it.
    package struct Value {
        package let key: String
        package let value: String
        package let file: String
        package let line: Int
    }

    package let name: String
    package let file: String
    package let line: Int
    package let isTemplate: Bool
    package fileprivate(set) var values: [Value]

    /// The last value of a key, as Asterisk takes it.
    package func value(_ key: String) -> String? { values.last { $0.key == key }?.value }

    /// All the values of a key.
    package func all(_ key: String) -> [String] { values.filter { $0.key == key }.map(\.value) }

    /// The sections of one file; each line that is nothing of it is reported.
    package static func read(_ text: String, report: (String, Int) -> Void) -> [AsteriskSection] {
        var sections = AsteriskSections()
        sections.read(text, file: "")
        for complaint in sections.complaints { report(complaint.text, complaint.line) }
        return sections.all
    }
}

/// The sections of Asterisk configuration files: `[name]`, `[name](!)` for a template, `[name](template,…)`, `[name](+)` to go on with one that there is.
/// `;` begins a comment, `;--` one of several lines.
package struct AsteriskSections {
    /// A line that is nothing of this.
    package struct Complaint {
        package let text: String
        package let file: String
        package let line: Int
    }

    /// A file that another includes.
    package struct Included {
        package let file: String
        package let text: String

        package init(file: String, text: String) { (self.file, self.text) = (file, text) }
    }

    package private(set) var all: [AsteriskSection] = []
    package private(set) var complaints: [Complaint] = []
    private let included: (String) -> Included?

    /// - Parameter included: gives the file that `#include` names; nil when it is not at hand.
    package init(including included: @escaping (String) -> Included? = { _ in nil }) { self.included = included }

    /// Reads one more file, which may use the templates of those before.
    package mutating func read(_ text: String, file: String) {
        var current: Int?
        read(text, file, &current, depth: 0)
    }

    private mutating func read(_ text: String, _ file: String, _ current: inout Int?, depth: Int) {
        for (number, line) in AsteriskLines.of(text) {
            if line.hasPrefix("#") {
                include(line, number, file, &current, depth)
            } else if line.hasPrefix("[") {
                current = open(line, number, file)
            } else if let (key, value) = Self.pair(line), let place = current {
                guard all[place].values.count < PBXFilesLimits.sectionValuesMax else { continue }
                all[place].values.append(.init(key: key, value: value, file: file, line: number))
            } else {
                complain(current == nil ? "the line is in no section" : "the line is not `name=value`", file, number)
            }
        }
    }

    private mutating func include(_ line: String, _ number: Int, _ file: String, _ current: inout Int?, _ depth: Int) {
        let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        let name = words.count == 2 ? TextLines.trimmed(words[1]).filter { !"\"<>".contains($0) } : ""
        guard ["#include", "#tryinclude"].contains(words.first?.lowercased()), depth < PBXFilesLimits.includeDepthMax,
            let found = included(name)
        else { return complain("`\(line)` is not followed; name the file in the configuration", file, number) }
        read(found.text, found.file, &current, depth: depth + 1)
    }

    private mutating func complain(_ text: String, _ file: String, _ line: Int) {
        guard complaints.count < PBXFilesLimits.complaintsMax else { return }
        complaints.append(Complaint(text: text, file: file, line: line))
    }

    private mutating func open(_ line: String, _ number: Int, _ file: String) -> Int? {
        guard let close = line.firstIndex(of: "]") else {
            complain("the section's name has no `]`", file, number)
            return nil
        }
        let name = String(line[line.index(after: line.startIndex)..<close])
        let tail = TextLines.trimmed(line[line.index(after: close)...])
        guard tail.isEmpty || (tail.hasPrefix("(") && tail.hasSuffix(")")), !name.isEmpty else {
            complain("`\(line)` is no section such as `[name](template)`", file, number)
            return nil
        }
        let options = tail.dropFirst().dropLast().split(separator: ",").map { TextLines.trimmed($0) }
        if options.contains("+") {
            guard let known = all.lastIndex(where: { $0.name == name }) else {
                complain("there is no section `\(name)` before to go on with", file, number)
                return nil
            }
            return known
        }
        var values: [AsteriskSection.Value] = []
        for parent in options where parent != "!" {
            guard let found = all.last(where: { $0.name == parent }) else {
                complain("there is no template `\(parent)` before this line", file, number)
                continue
            }
            values += found.values
        }
        let isTemplate = options.contains("!")
        let kept = Array(values.prefix(PBXFilesLimits.templateValuesMax))
        all.append(AsteriskSection(name: name, file: file, line: number, isTemplate: isTemplate, values: kept))
        return all.count - 1
    }

    private static func pair(_ line: String) -> (String, String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        var value = line[line.index(after: equals)...]
        if value.first == ">" { value = value.dropFirst() }
        let key = TextLines.trimmed(line[..<equals])
        return key.isEmpty ? nil : (key.lowercased(), TextLines.trimmed(value))
    }
}
