import Enforcement

/// What makes a line a record of the chain. It ends the line, in this form:
///
/// `,"closes":"…","seq":17,"previous":"…","key":1,"code":"…"}` and a line feed.
///
/// `previous` is the hash of the record before; `closes`, there only when something else stands between the two, the hash of that; `code` is an
/// HMAC-SHA-256 over all of the line before `,"code"`, by the key of the secret-file that `key` numbers.
struct AuditSeal: Equatable {
    let seq: UInt64
    let previous: AuditHash
    let closes: AuditHash?
    let key: UInt8
    /// The code as hexadecimal digits.
    let code: [UInt8]
    /// How many bytes of the line the code is over.
    let coveredBytes: Int

    private enum Mark {
        static let closes = Array(",\"closes\":\"".utf8)
        static let seq = Array(",\"seq\":".utf8)
        static let previous = Array(",\"previous\":\"".utf8)
        static let key = Array(",\"key\":".utf8)
        static let code = Array(",\"code\":\"".utf8)
        static let end = Array("\"}\n".utf8)
        static let quote = [UInt8(ascii: "\"")]
    }

    /// The line: fields (an object without its last brace), and the seal. Nil when there is no key of that number.
    static func line(
        _ fields: [UInt8],
        after last: AuditPosition,
        closing loose: AuditHash?,
        keys: TokenKeys
    ) -> [UInt8]? {
        var line = fields
        if let loose { line += Mark.closes + loose.digits + Mark.quote }
        line += Mark.seq + Array(String(last.seq &+ 1).utf8)
        line += Mark.previous + last.hash.digits + Mark.quote
        line += Mark.key + Array(String(keys.current).utf8)
        guard let code = keys.auditCode(of: line, key: keys.current) else { return nil }
        line += Mark.code + code + Mark.end
        return line
    }

    /// Reads the seal of a line, from its end; nil when the line has none in exactly that form.
    init?(of line: [UInt8]) {
        guard line.first == UInt8(ascii: "{") else { return nil }
        var reader = BackwardReader(line)
        guard reader.skip(Mark.end), let code = reader.hash(), reader.skip(Mark.code) else { return nil }
        coveredBytes = reader.end
        guard let key = reader.number().flatMap(UInt8.init(exactly:)), reader.skip(Mark.key),
            reader.skip(Mark.quote), let previous = reader.hash(), reader.skip(Mark.previous),
            let seq = reader.number(), reader.skip(Mark.seq)
        else { return nil }
        var closing = reader
        if closing.skip(Mark.quote), let hash = closing.hash(), closing.skip(Mark.closes) {
            closes = hash
        } else {
            closes = nil
        }
        self.key = key
        self.seq = seq
        self.previous = previous
        self.code = code.digits
    }
}

/// Reads a line from its end.
private struct BackwardReader {
    private let bytes: [UInt8]
    /// The bytes before this are not read yet.
    private(set) var end: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    mutating func skip(_ literal: [UInt8]) -> Bool {
        guard end >= literal.count, bytes[(end - literal.count)..<end] == literal[...] else { return false }
        end -= literal.count
        return true
    }

    mutating func hash() -> AuditHash? {
        guard end >= AuditHash.digitCount, let hash = AuditHash(bytes[(end - AuditHash.digitCount)..<end]) else {
            return nil
        }
        end -= AuditHash.digitCount
        return hash
    }

    /// A number as we write it: without leading zeros.
    mutating func number() -> UInt64? {
        var start = end
        while start > 0, end - start < 20, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[start - 1]) {
            start -= 1
        }
        let digits = String(decoding: bytes[start..<end], as: UTF8.self)
        guard let number = UInt64(digits), String(number) == digits else { return nil }
        end = start
        return number
    }
}
