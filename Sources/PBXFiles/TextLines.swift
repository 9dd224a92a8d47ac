/// The lines of a text with their numbers, without blanks at either end.
package enum TextLines {
    package static func of(_ text: String) -> [(number: Int, line: String)] {
        text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated().map { index, line in
            (index + 1, trimmed(line))
        }
    }

    package static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
