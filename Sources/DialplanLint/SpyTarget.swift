/// Whose channels ChanSpy may listen to by its first argument, which is what their names begin with (`app_chanspy.c`).
enum SpyTarget: Equatable {
    /// Empty, or `all`.
    case everyCall
    /// A technology alone, as in `PJSIP` and `PJSIP/`: every call of it. Without the slash, digits and `#` choose among them.
    case technology
    /// What a variable says, which may be nothing.
    case variable
    /// A name that others may begin with: `PJSIP/102` is the beginning of `PJSIP/1020`.
    case prefix
    /// A name with the dash that ends it.
    case ended

    init(_ text: String) {
        let outside = Self.withoutVariables(text)
        if text.isEmpty || text == "all" {
            self = .everyCall
        } else if let slash = outside.firstIndex(of: "/") {
            self =
                outside.hasSuffix("-")
                ? .ended : outside.index(after: slash) == outside.endIndex ? .technology : .prefix
        } else {
            self = outside.contains("\u{0}") ? .variable : .technology
        }
    }

    /// The text with a NUL in the place of each `${…}` and `$[…]`.
    private static func withoutVariables(_ text: String) -> String {
        var outside = ""
        var closing: [Character] = []
        var previous: Character?
        for character in text {
            if previous == "$", character == "{" || character == "[" {
                if closing.isEmpty {
                    outside.removeLast()
                    outside.append("\u{0}")
                }
                closing.append(character == "{" ? "}" : "]")
            } else if character == closing.last {
                closing.removeLast()
            } else if closing.isEmpty {
                outside.append(character)
            }
            previous = character
        }
        return outside
    }
}
