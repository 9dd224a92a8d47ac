// The standard library has the normal forms of Unicode, and does not offer them; Foundation, which does, has no place here.
@_spi(_Unicode) import Swift

/// A name as it is spelled, byte by byte.
///
/// Swift takes texts for equal that Unicode does: U+212A KELVIN SIGN and `K`, an `é` of one code point and of two. Stores and SIP compare bytes. So what is looked
/// up by a name that somebody sends is looked up by its spelling, and ``isNormal`` keeps a name from having two.
public struct Spelling: Hashable, Comparable, Sendable {
    /// The name.
    public let text: String

    /// The spelling of a name.
    public init(_ text: String) { self.text = text }

    /// Whether it is the one spelling that a name may have: Unicode's normalization form C (UAX #15).
    public var isNormal: Bool {
        text.utf8.allSatisfy { $0 < 0x80 } || text.unicodeScalars.elementsEqual(text._nfc)
    }

    /// The same name in the spelling that it may have.
    public var normal: String {
        guard !isNormal else { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfc)
        return String(scalars)
    }

    /// The name so that its spelling can be seen: what is not ASCII is written as escapes.
    package var escaped: String { text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }

    /// Byte by byte.
    public static func == (left: Spelling, right: Spelling) -> Bool {
        left.text == right.text && left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// The order of texts; that of the bytes between two spellings of one.
    public static func < (left: Spelling, right: Spelling) -> Bool {
        left.text == right.text
            ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8) : left.text < right.text
    }
}

extension String {
    /// Whether another text is spelled the same, byte by byte.
    public func isSpelled(as other: String) -> Bool { Spelling(self) == Spelling(other) }
}
