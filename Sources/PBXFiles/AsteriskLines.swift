/// The lines of an Asterisk configuration file without their comments: `;` begins one, `;--` one that may go on for lines, `\;` is a semicolon.
package enum AsteriskLines {
    /// Those that hold something, with their numbers, without blanks at either end.
    package static func of(_ text: String) -> [(number: Int, line: String)] {
        var isInComment = false
        return TextLines.of(text).compactMap { number, raw in
            let line = code(raw, &isInComment)
            return line.isEmpty ? nil : (number, line)
        }
    }

    private static func code(_ line: String, _ isInComment: inout Bool) -> String {
        var text = ""
        var rest = line[...]
        while !rest.isEmpty {
            if isInComment {
                guard let end = rest.firstRange(of: "--;") else { return TextLines.trimmed(text[...]) }
                rest = rest[end.upperBound...]
                isInComment = false
            } else if rest.hasPrefix("\\;") {
                text.append(";")
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix(";--"), !rest.hasPrefix(";---") {
                isInComment = true
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix(";") {
                break
            } else {
                text.append(rest.removeFirst())
            }
        }
        return TextLines.trimmed(text[...])
    }
}
