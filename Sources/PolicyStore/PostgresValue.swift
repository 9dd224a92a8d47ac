/// What is passed to a statement as one of its parameters.
enum PostgresValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral, Encodable {
    case text(String)
    case number(Int64)
    case bytes([UInt8])
    case null

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .number(value) }
    init(nilLiteral: ()) { self = .null }

    /// The value as PostgreSQL reads it from text.
    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .bytes(let bytes): PostgresBytes.text(bytes)
        case .null: nil
        }
    }

    /// As a value in JSON that PostgreSQL reads as it reads ``text``.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text, .bytes, .null: try container.encode(text)
        }
    }
}

/// `bytea` as text: `\x` and hexadecimal digits.
enum PostgresBytes {
    private static let digits = Array("0123456789abcdef".utf8)

    /// The text of bytes.
    static func text(_ bytes: [UInt8]) -> String {
        var text = Array("\\x".utf8)
        text.reserveCapacity(2 + bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; nil when it is none of bytes.
    static func bytes(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("\\x") else { return nil }
        let digits = text.utf8.dropFirst(2).compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        guard digits.count % 2 == 0, digits.count == text.utf8.count - 2 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
