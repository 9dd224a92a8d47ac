/// A session description taken apart into its lines, and no further (RFC 8866 §5).
///
/// Stricter than phones and PBXes are, where they differ: lines end in LF or CR LF and hold no control byte, so that nobody finds another line in them.
struct SessionLines {
    /// One line.
    struct Line {
        /// The letter before `=`; nil for an empty line.
        let type: UInt8?
        /// What follows `=`.
        let value: Range<Int>
        /// The line with its end.
        let whole: Range<Int>
    }

    let bytes: [UInt8]
    let lines: [Line]

    /// Nil when a line is not `x=…`, the first is not `v=`, or there is too much.
    init?(_ bytes: [UInt8]) {
        var lines: [Line] = []
        var start = 0
        while start < bytes.count {
            guard lines.count < Limits.sessionLinesMax else { return nil }
            let feed = bytes[start...].firstIndex(of: 0x0A)
            let next = feed.map { $0 + 1 } ?? bytes.count
            var end = feed ?? bytes.count
            if feed != nil, end > start, bytes[end - 1] == 0x0D { end -= 1 }
            guard let line = Self.line(bytes, start..<end, whole: start..<next) else { return nil }
            lines.append(line)
            start = next
        }
        guard lines.first?.type == UInt8(ascii: "v") else { return nil }
        self.bytes = bytes
        self.lines = lines
    }

    private static func line(_ bytes: [UInt8], _ text: Range<Int>, whole: Range<Int>) -> Line? {
        guard let first = bytes[text].first else { return Line(type: nil, value: text, whole: whole) }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard text.count >= 2, letters.contains(first), bytes[text.lowerBound + 1] == UInt8(ascii: "="),
            bytes[text].allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 })
        else { return nil }
        return Line(type: first, value: text.dropFirst(2), whole: whole)
    }

    /// Where the media begin: the places of the `m=` lines, and at last the number of lines.
    var mediaStarts: [Int] {
        lines.indices.filter { lines[$0].type == UInt8(ascii: "m") } + [lines.count]
    }

    /// Whether a line speaks of keys, of whichever make: `telephone-event` (RFC 4733), Cisco's own.
    func namesKeys(_ line: Line) -> Bool {
        SessionWord.holds(bytes[line.value], "telephone-event")
    }
}

/// Words of a session description, ASCII case aside.
enum SessionWord {
    /// Whether `word`, in lower case, stands anywhere in the text.
    static func holds(_ text: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard length > 0, text.count >= length else { return false }
        return (text.startIndex...(text.endIndex - length)).contains { equals(text[$0..<($0 + length)], word) }
    }

    /// Whether the text is `word`, which is in lower case.
    static func equals(_ text: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { constant in
            zip(text, constant).allSatisfy { ASCII.lowercased($0) == $1 }
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// The number of a payload (RFC 3550 §5.1): digits alone, at most 127, leading zeros allowed as parsers allow them.
    static func payload(_ text: ArraySlice<UInt8>) -> Int? {
        guard (1...Limits.numberDigitsMax).contains(text.count), text.allSatisfy(ASCII.isDigit) else { return nil }
        let number = text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return number <= 127 ? number : nil
    }
}
