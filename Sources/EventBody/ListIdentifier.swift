/// What ties a list's document to its parts: a Content-ID, or a boundary.
///
/// Phones compare the two places where one stands byte by byte, so an ordinary one is kept. It is the PBX's text, and
/// from its bytes a random one and a name cannot be told apart. So only a short token is kept, and only if it shares no
/// word with the document that it stands beside; any other is replaced, in both places alike, by its pseudonym.
struct ListIdentifier {
    /// What is written.
    let bytes: [UInt8]

    /// The identifier as it came, or its pseudonym.
    ///
    /// - Parameters:
    ///   - bytesMax: above which it is not kept.
    ///   - own: the URI of what it identifies: words of that may stand in it.
    ///   - documents: what is withheld from the watcher.
    ///   - pseudonym: as in `BodyRebuilder.rebuild`.
    init(
        _ original: [UInt8],
        bytesMax: Int,
        own: [UInt8],
        besides documents: [[UInt8]],
        pseudonym: (Span<UInt8>) -> String
    ) {
        var words = Words(in: original)
        words.subtract(Words(in: own))
        let isKept =
            original.count <= bytesMax && original.allSatisfy(Self.isToken)
            && !documents.contains { words.intersect($0) }
        if isKept {
            bytes = original
        } else {
            let source = original.span
            bytes = Array("id-".utf8) + pseudonym(source).utf8.filter { $0.isDigit || ($0.isNameStart && $0 < 0x80) }
        }
    }

    /// The root's, of a list that is all our own.
    static let ownRoot = ListIdentifier(constant: "list@earshot")

    private init(constant: String) {
        bytes = Array(constant.utf8)
    }

    /// What stands between `<` and `>`, if that fills `range` and is not too long to be compared.
    static func bracketed(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8]? {
        let inner = bytes.trimmed(range)
        guard inner.count >= 3, inner.count <= Limits.contentIDBytesMax, bytes[inner.lowerBound] == 0x3C,
            bytes[inner.upperBound - 1] == 0x3E
        else { return nil }
        return bytes.bytes(in: (inner.lowerBound + 1)..<(inner.upperBound - 1))
    }

    /// What fills `range`, if it is a token that needs no brackets and is not too long to be compared.
    static func bare(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8]? {
        guard !range.isEmpty, range.count <= Limits.contentIDBytesMax else { return nil }
        for index in range where !isToken(bytes[index]) { return nil }
        return bytes.bytes(in: range)
    }

    /// Letters, digits, and of the rest what PBXes use; nothing that XML, MIME or a quoted string takes for its own.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x24, 0x25, 0x2A, 0x2B, 0x2D, 0x2E, 0x2F, 0x3A, 0x3D, 0x40, 0x5F, 0x7E: true
        default: false
        }
    }
}

/// The runs of six letters and digits in a text, ASCII case aside: what two texts have in common if one quotes the other.
private struct Words {
    private var found: Set<UInt64> = []

    init(in text: [UInt8]) {
        var window = Window()
        for byte in text {
            if let word = window.take(byte) { found.insert(word) }
        }
    }

    mutating func subtract(_ other: Words) { found.subtract(other.found) }

    /// Whether one of them stands in a document.
    func intersect(_ document: [UInt8]) -> Bool {
        guard !found.isEmpty else { return false }
        var window = Window()
        for byte in document {
            if let word = window.take(byte), found.contains(word) { return true }
        }
        return false
    }

    private struct Window {
        private var word: UInt64 = 0
        private var length = 0

        /// The six letters and digits that end with `byte`, if there are as many.
        mutating func take(_ byte: UInt8) -> UInt64? {
            guard byte.isDigit || (byte.isNameStart && byte != 0x5F && byte < 0x80) else {
                length = 0
                return nil
            }
            word = (word << 8 | UInt64(byte.lowercased)) & 0xFFFF_FFFF_FFFF
            length = min(length + 1, 6)
            return length == 6 ? word : nil
        }
    }
}
