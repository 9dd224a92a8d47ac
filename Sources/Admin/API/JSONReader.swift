/// Why a text is no JSON that is taken here.
struct JSONReadingError: Error, Equatable {
    /// The place, in bytes from the start.
    let offset: Int
    /// What is wrong, in words for the person who wrote it.
    let text: String
}

/// Reads JSON (RFC 8259), stricter than the usual: UTF-8 that is sound, no key twice in one object, bounded depth, no number out of range.
struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value of a whole text.
    static func read(_ bytes: [UInt8]) throws(JSONReadingError) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONReadingError(offset: 0, text: "the text is not UTF-8")
        }
        var reader = JSONReader(bytes)
        let value = try reader.value()
        reader.skipSpace()
        guard reader.place == bytes.count else { throw reader.wrong("something follows the value") }
        return value
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func wrong(_ text: String) -> JSONReadingError { JSONReadingError(offset: place, text: text) }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func value() throws(JSONReadingError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONReadingError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONReadingError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw wrong("the text ends where a value is expected")
        case .some(let byte):
            guard byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) else {
                throw wrong("this is no JSON value")
            }
            return try number()
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(JSONReadingError) -> JSONValue
    ) throws(JSONReadingError) -> JSONValue {
        guard depth < APILimits.jsonDepthMax else { throw wrong("values are nested too deeply") }
        depth += 1
        place += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONReadingError) -> JSONValue {
        var (members, keys): ([JSONMember], Set<String>) = ([], [])
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw wrong("a key in quotes is expected") }
            let key = try string()
            guard keys.insert(key).inserted else { throw wrong("the key is there twice") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw wrong("a colon is expected") }
            members.append(JSONMember(key: key, value: try value()))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw wrong("a comma or `}` is expected") }
        return .object(members)
    }

    private mutating func array() throws(JSONReadingError) -> JSONValue {
        var values: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            values.append(try value())
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw wrong("a comma or `]` is expected") }
        return .array(values)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONReadingError) -> JSONValue {
        guard bytes[place...].starts(with: word.utf8) else { throw wrong("this is no JSON value") }
        place += word.utf8.count
        return value
    }

    // MARK: Numbers

    private mutating func digits() throws(JSONReadingError) {
        let start = place
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
        guard place > start else { throw wrong("a digit is expected") }
    }

    private mutating func number() throws(JSONReadingError) -> JSONValue {
        let start = place
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else { throw wrong("the number is out of range") }
        // Schemas take 1.0 for an integer too.
        return Int64(exactly: number).map(JSONValue.integer) ?? .number(number)
    }

    // MARK: Strings

    private mutating func string() throws(JSONReadingError) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                place += 1
                text += Array(String(try escaped()).utf8)
            case 0x00...0x1F: throw wrong("a control character must be escaped")
            default:
                text.append(byte)
                place += 1
            }
        }
        throw wrong("the text ends within a string")
    }

    private mutating func escaped() throws(JSONReadingError) -> Unicode.Scalar {
        guard let byte = next else { throw wrong("the text ends within a string") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codePoint()
        default: throw wrong("there is no such escape")
        }
    }

    private mutating func codePoint() throws(JSONReadingError) -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        guard UTF16.isLeadSurrogate(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw wrong("half of a character is escaped")
        }
        let second = try unit()
        let code = 0x1_0000 + ((UInt32(first) & 0x3FF) << 10 | UInt32(second) & 0x3FF)
        guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(code) else {
            throw wrong("half of a character is escaped")
        }
        return scalar
    }

    private mutating func unit() throws(JSONReadingError) -> UInt16 {
        guard place + 4 <= bytes.count,
            bytes[place..<place + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
        else { throw wrong("four hexadecimal digits are expected") }
        place += 4
        return unit
    }
}
