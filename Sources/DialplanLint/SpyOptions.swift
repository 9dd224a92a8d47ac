/// The options of ChanSpy and ExtenSpy: letters, some with an argument in parentheses (Asterisk's `app_chanspy.c`).
struct SpyOptions: Equatable {
    private(set) var letters: [Character: String] = [:]
    /// Whether some come from a variable, so that nobody knows them here.
    private(set) var areHidden = false

    init(_ text: String) {
        var rest = text[...]
        while let letter = rest.popFirst() {
            if letter == "$", rest.first == "{" || rest.first == "[" {
                areHidden = true
                _ = Self.enclosed(&rest)
                continue
            }
            guard !letter.isWhitespace else { continue }
            letters[letter] = rest.first == "(" ? Self.enclosed(&rest) : ""
        }
    }

    func has(_ letter: Character) -> Bool { letters[letter] != nil }

    /// Takes what stands between the bracket that comes next and the one that closes it.
    private static func enclosed(_ rest: inout Substring) -> String {
        var depth = 0
        var text = ""
        while let character = rest.popFirst() {
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) { depth -= 1 }
            if depth == 0 { break }
            text.append(character)
        }
        return String(text.dropFirst())
    }
}
