/// Makes a key in a YAML text differ from one that is written the same, so that Yams accepts the mapping.
///
/// The mark is `U+E000 digits U+E001`, from the private use area: no one writes it, and YAML allows it.
enum KeyMark {
    private static let opening: Unicode.Scalar = "\u{E000}"
    private static let closing: Unicode.Scalar = "\u{E001}"

    /// The text with a mark on the key at a line and column, both counted from 1, the columns in Unicode scalars.
    ///
    /// Nil when the key there is not a plain or quoted scalar: a mark would mean something else then.
    static func put(line: Int, column: Int, in text: String, number: Int) -> String? {
        let scalars = text.unicodeScalars
        guard line > 0, column > 0, let start = start(ofLine: line, in: scalars),
            var index = scalars.index(start, offsetBy: column - 1, limitedBy: scalars.endIndex),
            index < scalars.endIndex
        else { return nil }
        switch scalars[index] {
        case "\"", "'": index = scalars.index(after: index)
        case "&", "*", "!", "?", "|", ">", "{", "[", "-", "%", "@", "`": return nil
        default: break
        }
        var marked = scalars
        var mark = String.UnicodeScalarView()
        mark.append(opening)
        mark.append(contentsOf: String(number).unicodeScalars)
        mark.append(closing)
        marked.insert(contentsOf: mark, at: index)
        return String(marked)
    }

    /// The line of the first character that could be taken for a mark; nil when there is none.
    static func line(in text: String) -> Int? {
        guard let index = text.unicodeScalars.firstIndex(of: opening) else { return nil }
        return 1 + text.unicodeScalars[..<index].count { $0 == "\n" }
    }

    /// The text without marks.
    static func take(off text: String) -> String {
        guard text.unicodeScalars.contains(opening) else { return text }
        var result = String.UnicodeScalarView()
        var isInMark = false
        for scalar in text.unicodeScalars {
            if scalar == opening { isInMark = true }
            if !isInMark { result.append(scalar) }
            if scalar == closing { isInMark = false }
        }
        return String(result)
    }

    /// Where a line begins, counting the line breaks that libyaml counts.
    private static func start(ofLine line: Int, in text: String.UnicodeScalarView) -> String.Index? {
        var index = text.startIndex
        var current = 1
        while current < line {
            guard index < text.endIndex else { return nil }
            let scalar = text[index]
            index = text.index(after: index)
            switch scalar {
            case "\r":
                if index < text.endIndex, text[index] == "\n" { index = text.index(after: index) }
                current += 1
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": current += 1
            default: break
            }
        }
        return index
    }
}
