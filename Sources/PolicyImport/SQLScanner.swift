/// The tokens of SQL as MySQL writes it. Strings may hold anything; comments are skipped, those that MySQL runs (`/*!…*/`) too.
struct SQLScanner {
    enum Value {
        case text(String)
        case null
    }

    private let bytes: [UInt8]
    private var index = 0
    /// Where the scanner is, from 1.
    private(set) var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The first word of the next statement, in lower case; nil at the end.
    mutating func statement() -> String? {
        while true {
            skipBlanks()
            guard index < bytes.count else { return nil }
            if take(";") { continue }
            if let word = word() { return word }
            return ""
        }
    }

    /// Goes on behind the next `;` that is in no string.
    mutating func skipStatement() {
        while index < bytes.count {
            skipBlanks()
            guard index < bytes.count else { return }
            if bytes[index] == UInt8(ascii: ";") { return advance() }
            skipOne()
        }
    }

    /// Goes to the next `,` that is in no string and no parentheses, or to what closes these.
    mutating func skipToComma() {
        var depth = 0
        while index < bytes.count {
            skipBlanks()
            guard index < bytes.count else { return }
            switch bytes[index] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                if depth == 0 { return }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return
            case UInt8(ascii: ";"): return
            default: break
            }
            skipOne()
        }
    }

    /// The line of what comes next.
    mutating func lineOfNext() -> Int {
        skipBlanks()
        return line
    }

    /// A word of letters and `_`, in lower case.
    mutating func word() -> String? {
        skipBlanks()
        let start = index
        while index < bytes.count, Self.isWord(bytes[index]) { index += 1 }
        return start == index ? nil : String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
    }

    /// The word that comes next.
    func peekWord() -> String? {
        var copy = self
        return copy.word()
    }

    /// Whether a name in backticks comes next.
    var isAtQuotedName: Bool {
        mutating get {
            skipBlanks()
            return index < bytes.count && bytes[index] == UInt8(ascii: "`")
        }
    }

    /// A name, in backticks or plain; the last part of `database.table`.
    mutating func name() -> String? {
        var found = namePart()
        // No recursion: a file may hold any number of them.
        while found != nil, take(".") { found = namePart() }
        return found
    }

    private mutating func namePart() -> String? {
        skipBlanks()
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "`") { return quoted(by: UInt8(ascii: "`")) }
        let start = index
        while index < bytes.count, Self.isWord(bytes[index]) { index += 1 }
        return start == index ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        advance()
        return true
    }

    /// A literal: a string, a number, NULL, `0x…`, or a string behind the name of its character set.
    mutating func value() -> Value? {
        skipBlanks()
        while index < bytes.count, bytes[index] == UInt8(ascii: "_"), word() != nil { skipBlanks() }
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "'") || bytes[index] == UInt8(ascii: "\"") {
            return quoted(by: bytes[index]).map(Value.text)
        }
        let start = index
        while index < bytes.count, Self.isWord(bytes[index]) || "+-.".utf8.contains(bytes[index]) { index += 1 }
        guard start < index else { return nil }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        return text.lowercased() == "null" ? .null : .text(text)
    }

    /// A quoted text, with `\` as MySQL's escape and the quote doubled within; nil when it is not closed.
    private mutating func quoted(by quote: UInt8) -> String? {
        advance()
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            advance()
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`"), index < bytes.count {
                text.append(Self.unescaped(bytes[index]))
                advance()
            } else if byte == quote {
                guard index < bytes.count, bytes[index] == quote else { return String(decoding: text, as: UTF8.self) }
                text.append(quote)
                advance()
            } else {
                text.append(byte)
            }
            guard text.count <= PolicyImportLimits.fieldBytesMax else { return nil }
        }
        return nil
    }

    private static func unescaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "0"): 0x00
        case UInt8(ascii: "Z"): 0x1A
        default: byte
        }
    }

    /// Passes one byte, or one text in quotes.
    private mutating func skipOne() {
        let byte = bytes[index]
        guard byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") else {
            return advance()
        }
        advance()
        while index < bytes.count {
            let next = bytes[index]
            advance()
            if next == byte { return }
            if next == UInt8(ascii: "\\"), byte != UInt8(ascii: "`"), index < bytes.count { advance() }
        }
    }

    private mutating func skipBlanks() {
        while index < bytes.count {
            if bytes[index] <= 0x20 {
                advance()
            } else if starts(with: "/*") {
                while index < bytes.count, !starts(with: "*/") { advance() }
                advance()
                advance()
            } else if bytes[index] == UInt8(ascii: "#") || starts(with: "-- ") || starts(with: "--\n") {
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            } else {
                return
            }
        }
    }

    private func starts(with text: StaticString) -> Bool {
        bytes[min(index, bytes.count)...]
            .starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func advance() {
        guard index < bytes.count else { return }
        if bytes[index] == 0x0A { line += 1 }
        index += 1
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x24: true
        default: byte >= 0x80
        }
    }
}
