import AccessPolicy
import Yams

/// The YAML documents of a text, and what is wrong with it as YAML.
package struct YAMLSource {
    /// The documents before the first error of syntax.
    package private(set) var documents: [Node] = []
    /// The error of syntax, if there is one: nothing behind it can be read.
    package private(set) var problems: [PolicyProblem] = []

    /// Composes the documents of a text.
    ///
    /// Yams gives up at a mapping with a key twice, and names neither the second place nor anything after it. So the
    /// first of the two keys is marked in the text, and the text composed again; ``NodeReader`` takes the mark off and
    /// reports the second key.
    package init(_ text: String, file: String) {
        if let line = KeyMark.line(in: text) {
            add("the character U+E000 cannot be used in a policy; remove it", line: line, file)
            return
        }
        var text = text
        for attempt in 0...PolicyFileLimits.duplicateKeys {
            documents = []
            do {
                let parser = try Parser(yaml: text, encoding: .utf8)
                while let document = try parser.nextRoot() { documents.append(document) }
                return
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let place = context.mark
                if attempt < PolicyFileLimits.duplicateKeys,
                    let marked = KeyMark.put(line: place.line, column: place.column, in: text, number: attempt)
                {
                    text = marked
                    continue
                }
                let keys = names.map { "`\(KeyMark.take(off: $0))`" }.joined(separator: ", ")
                add("key \(keys) is there twice; remove one of them", line: place.line, file)
            } catch {
                add(Self.words(error), line: Self.line(error, in: text), file)
            }
            return
        }
    }

    private mutating func add(_ text: String, line: Int, _ file: String) {
        problems.append(PolicyProblem(file: file, line: line, text: text))
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, let text),
            YamlError.parser(let context, let problem, let mark, let text),
            YamlError.composer(let context, let problem, let mark, let text):
            let place = context.map { " \($0.text) (line \($0.mark.line))" } ?? ""
            let line = excerpt(of: mark.line, in: text)
            return "this is not YAML\(place): \(problem), at column \(mark.column) of `\(line)`"
        case YamlError.reader(let problem, _, let value, _):
            return "this is not YAML text: \(problem) (U+\(String(value, radix: 16, uppercase: true)))"
        default:
            return "this cannot be read as YAML"
        }
    }

    private static func line(_ error: any Error, in text: String) -> Int {
        switch error {
        case YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _),
            YamlError.composer(_, _, let mark, _):
            return mark.line
        case YamlError.reader(_, let offset?, _, let text):
            return 1 + text.prefix(offset).count { $0.isNewline }
        default:
            return 0
        }
    }

    private static func excerpt(of line: Int, in text: String) -> String {
        let lines = KeyMark.take(off: text).split(separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
        guard line > 0, line <= lines.count else { return "" }
        return String(lines[line - 1].drop { $0 == " " }.prefix(60))
    }
}
