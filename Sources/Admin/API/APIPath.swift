import AccessPolicy

/// The path of a route, and what requests are for by theirs.
struct APIPath: Sendable, Equatable {
    private enum Segment: Sendable, Equatable {
        case word(String)
        case name(String)
    }

    private let segments: [Segment]

    /// A path such as `/api/v1/organizations/{organization}`.
    init(_ template: String) {
        segments = template.split(separator: "/").map { piece in
            piece.hasPrefix("{") && piece.hasSuffix("}")
                ? .name(String(piece.dropFirst().dropLast())) : .word(String(piece))
        }
    }

    /// The names that it has, in order.
    var names: [String] {
        segments.compactMap { segment in
            if case .name(let name) = segment { name } else { nil }
        }
    }

    /// How many segments are words: of two paths that match, the one with more is meant.
    var words: Int { segments.count - names.count }

    /// What the names stand for in a request's path, unescaped; nil when it is not for this.
    func values(in path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, piece) in zip(segments, path) {
            switch segment {
            case .word(let word): guard word == piece else { return nil }
            case .name(let name): values[name] = piece
            }
        }
        return values
    }

    /// The segments of a request's path, unescaped; nil for a path that nothing has: an empty segment, a broken escape, a control character, a segment that is too long.
    static func segments(of path: String) -> [String]? {
        guard path.hasPrefix("/") else { return nil }
        var segments: [String] = []
        for piece in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = PercentEncoding.decode(piece.utf8, plusIsSpace: false), !text.isEmpty,
                text.utf8.count <= APILimits.nameBytesMax, !NameSyntax.hasControlCharacter(text)
            else { return nil }
            segments.append(text)
        }
        return segments
    }
}

/// Percent-escapes (RFC 3986 §2.1).
enum PercentEncoding {
    /// The text without its escapes; nil when one is broken, or what comes out is not UTF-8.
    static func decode(_ bytes: Substring.UTF8View, plusIsSpace: Bool) -> String? {
        var (text, rest): ([UInt8], Substring.UTF8View) = ([], bytes)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hex), let low = rest.popFirst().flatMap(hex) else {
                    return nil
                }
                text.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: text.append(UInt8(ascii: " "))
            default: text.append(byte)
            }
        }
        return String(validating: text, as: UTF8.self)
    }

    /// The text with everything escaped but what stands for itself everywhere.
    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
