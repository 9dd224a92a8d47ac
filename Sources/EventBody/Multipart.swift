/// A multipart body taken apart (RFC 2046 §5.1.1). The preamble and the epilogue are dropped.
struct Multipart {
    /// In their order.
    private(set) var parts: [BodyPart] = []
    /// Whether every reader of RFC 2046 sees just these parts: a closing delimiter, nothing before the first and behind
    /// the last, and the delimiter nowhere else.
    private(set) var isClean = true

    /// Takes `bytes` apart. Lines end with CRLF, or LF alone as some PBXes write.
    ///
    /// Nil if there is no delimiter, or there are more than `Limits.partsMax` parts.
    static func read(_ bytes: Span<UInt8>, boundary: [UInt8]) -> Multipart? {
        var multipart = Multipart()
        let delimiter = [0x2D, 0x2D] + boundary
        var open: Int?
        var line = 0
        while line < bytes.count {
            let newline = bytes.index(of: 0x0A, from: line)
            let kind = Delimiter.kind(of: line..<newline, delimiter, bytes)
            if kind == .part || kind == .close {
                if let open {
                    guard multipart.parts.count < Limits.partsMax else { return nil }
                    multipart.append(open..<max(open, contentEnd(before: line, bytes)), delimiter, bytes)
                } else if !bytes.trimmed(0..<line).isEmpty {
                    multipart.isClean = false
                }
                let next = min(newline + 1, bytes.count)
                if kind == .close {
                    if !bytes.trimmed(next..<bytes.count).isEmpty { multipart.isClean = false }
                    return multipart.parts.isEmpty ? nil : multipart
                }
                open = next
            }
            line = newline + 1
        }
        guard let open, multipart.parts.count < Limits.partsMax else { return nil }
        multipart.append(open..<bytes.count, delimiter, bytes)
        multipart.parts[multipart.parts.count - 1].isTerminated = false
        multipart.isClean = false
        return multipart
    }

    private mutating func append(_ range: Range<Int>, _ delimiter: [UInt8], _ bytes: Span<UInt8>) {
        var part = BodyPart(bytes, range)
        part.holdsDelimiter = bytes.holds(delimiter, in: range)
        if part.holdsDelimiter { isClean = false }
        parts.append(part)
    }

    /// The line end before a delimiter belongs to the delimiter.
    private static func contentEnd(before line: Int, _ bytes: Span<UInt8>) -> Int {
        guard line > 0 else { return 0 }
        return line > 1 && bytes[line - 2] == 0x0D ? line - 2 : line - 1
    }

    private enum Delimiter {
        case none, part, close

        /// What a line is. White space may follow the delimiter, and nothing else.
        static func kind(of line: Range<Int>, _ delimiter: [UInt8], _ bytes: Span<UInt8>) -> Delimiter {
            guard line.count >= delimiter.count else { return .none }
            for offset in delimiter.indices where bytes[line.lowerBound + offset] != delimiter[offset] { return .none }
            let rest = bytes.trimmed((line.lowerBound + delimiter.count)..<line.upperBound)
            if rest.isEmpty { return .part }
            let isClose =
                rest.count == 2 && bytes.equals(rest, "--") && rest.lowerBound == line.lowerBound + delimiter.count
            return isClose ? .close : .none
        }
    }
}
