import PBXFiles

/// A dial plan of Asterisk, read as `pbx_config.c` reads `extensions.conf`: the priorities of all contexts, with what is included.
///
/// Contexts are not followed: whatever line there is can be reached by somebody.
struct AsteriskDialplan {
    /// One priority.
    struct Step {
        let context: String
        let exten: String
        /// The application with its arguments.
        let application: String
        let file: String
        let line: Int
    }

    private(set) var steps: [Step] = []
    /// What `[globals]` sets.
    private(set) var globals: [String: String] = [:]

    /// Reads a file and what it includes; what cannot be read is a problem of the report.
    static func read(_ path: String, in files: some DialplanFiles, _ report: inout DialplanReport) -> AsteriskDialplan {
        var plan = AsteriskDialplan()
        var place = Place(root: DialplanPath.folder(of: path))
        plan.read(path, in: files, &place, depth: 0, &report)
        return plan
    }

    /// Where the reader is.
    private struct Place {
        /// What included names are relative to: Asterisk's own folder, which the first file is in.
        let root: String
        var context: String?
        var exten = ""
    }

    private mutating func read(
        _ path: String,
        in files: some DialplanFiles,
        _ place: inout Place,
        depth: Int,
        _ report: inout DialplanReport
    ) {
        guard report.opened(path) else { return }
        guard let text = files.text(of: path) else {
            return report.add(problem: "the file cannot be read; check its path, mode and size", path)
        }
        for (number, line) in AsteriskLines.of(text) {
            if line.hasPrefix("#") {
                include(line, number, of: path, in: files, &place, depth: depth, &report)
            } else if line.hasPrefix("[") {
                place.context = Self.section(line)
                place.exten = ""
                if place.context == nil { report.add(problem: "the section's name has no `]`", path, number) }
            } else if Self.isAEL(line) {
                return report.add(
                    problem: "this is AEL, which is not read; check what `dialplan save` writes",
                    path,
                    number
                )
            } else if let (key, value) = Self.pair(line) {
                take(key, value, &place, path, number)
            }
        }
    }

    private mutating func include(
        _ line: String,
        _ number: Int,
        of path: String,
        in files: some DialplanFiles,
        _ place: inout Place,
        depth: Int,
        _ report: inout DialplanReport
    ) {
        let words = line.dropFirst().split(maxSplits: 1, whereSeparator: \.isWhitespace)
        let name = words.count == 2 ? Self.unquoted(words[1]) : ""
        switch words.first?.lowercased() {
        case "include", "tryinclude":
            let isNeeded = words[0].lowercased() == "include"
            let found = files.files(matching: DialplanPath.join(place.root, name))
            if found.isEmpty, isNeeded {
                report.add(problem: "`\(name)` is not there; check it where it is", path, number)
            }
            guard found.isEmpty || depth < DialplanLimits.includeDepthMax else {
                return report.add(problem: "`\(name)` is included too deep; does it include itself?", path, number)
            }
            for file in found {
                var inner = place
                read(file, in: files, &inner, depth: depth + 1, &report)
            }
        case "exec":
            report.add(problem: "`\(name)` is not run; check what it prints as a file of its own", path, number)
        default:
            report.add(problem: "`\(line)` is no instruction that Asterisk knows", path, number)
        }
    }

    private mutating func take(_ key: String, _ value: String, _ place: inout Place, _ file: String, _ line: Int) {
        guard let context = place.context else { return }
        switch context.lowercased() {
        case "general": return
        case "globals":
            if globals.count < DialplanLimits.variablesMax { globals[key] = value }
            return
        default: break
        }
        var fields = value.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        if key.lowercased() == "exten" {
            guard fields.count == 3 else { return }
            place.exten = TextLines.trimmed(fields.removeFirst())
        } else if key.lowercased().hasPrefix("same") {
            fields = value.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        } else {
            return
        }
        guard fields.count == 2, TextLines.trimmed(fields[0]) != "hint" else { return }
        let application = TextLines.trimmed(fields[1])
        steps.append(Step(context: context, exten: place.exten, application: application, file: file, line: line))
    }

    /// The name in `[name](template)`; nil without its end.
    private static func section(_ line: String) -> String? {
        line.firstIndex(of: "]").map { String(line[line.index(after: line.startIndex)..<$0]) }
    }

    private static func pair(_ line: String) -> (String, String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        var value = line[line.index(after: equals)...]
        if value.first == ">" { value = value.dropFirst() }
        return (TextLines.trimmed(line[..<equals]), TextLines.trimmed(value))
    }

    /// Whether a line opens a context of AEL.
    private static func isAEL(_ line: String) -> Bool {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard let first = words.first, line.hasSuffix("{") else { return false }
        return ["context", "macro", "globals", "abstract"].contains(first)
    }

    private static func unquoted(_ text: Substring) -> String {
        let text = TextLines.trimmed(text)
        let isQuoted = (text.hasPrefix("\"") && text.hasSuffix("\"")) || (text.hasPrefix("<") && text.hasSuffix(">"))
        return isQuoted && text.count >= 2 ? String(text.dropFirst().dropLast()) : text
    }

    /// A text with the variables of `[globals]` in it replaced.
    func expanded(_ text: String) -> String {
        var text = text
        for _ in 0..<DialplanLimits.expansionsMax {
            guard let name = Self.variables(in: text).first(where: { globals[$0] != nil }), let value = globals[name]
            else { break }
            text = text.replacing("${\(name)}", with: value)
        }
        return text
    }

    /// The names in `${name}`, those that hold others left out.
    private static func variables(in text: String) -> [String] {
        text.split(separator: "${").dropFirst(text.hasPrefix("${") ? 0 : 1).compactMap { piece in
            piece.firstIndex(of: "}").map { String(piece[..<$0]) }
        }
    }
}
