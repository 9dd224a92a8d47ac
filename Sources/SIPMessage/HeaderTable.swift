/// Finds a header by its name, in any case, long or compact, without allocation: a hash over the case-folded words of
/// the name, then a comparison of those words.
final class HeaderTable: Sendable {
    /// The only one; take it once a message, not once a header.
    static let shared = HeaderTable()

    /// A name found: which header, and whether it was spelt exactly as IANA spells it.
    struct Match {
        let name: HeaderName
        let isCanonical: Bool
    }

    private static let nameBytesMax = 32
    private static let slotBits: UInt64 = 9
    private static let emptySlot = UInt8.max

    private struct Entry {
        var folded: (UInt64, UInt64, UInt64, UInt64)
        var exact: (UInt64, UInt64, UInt64, UInt64)
        var count: Int
        var name: HeaderName
        var isLong: Bool
    }

    private let entries: [Entry]
    private let slots: [UInt8]
    private let spellings: [String]
    private let texts: [Bool]

    private init() {
        var entries: [Entry] = []
        var spellings = [String](repeating: "", count: HeaderName.allCases.count)
        var texts = [Bool](repeating: false, count: HeaderName.allCases.count)
        for (name, long, compact) in HeaderSpelling.all {
            spellings[Int(name.rawValue)] = long.description
            entries.append(Self.entry(name, Array(long.description.utf8), isLong: true))
            if let compact { entries.append(Self.entry(name, [compact], isLong: false)) }
        }
        for name in HeaderSpelling.texts { texts[Int(name.rawValue)] = true }
        var slots = [UInt8](repeating: Self.emptySlot, count: 1 << Int(Self.slotBits))
        for (index, entry) in entries.enumerated() {
            var slot = Self.hash(entry.folded.0, entry.folded.1, entry.count)
            while slots[slot] != Self.emptySlot { slot = (slot &+ 1) & (slots.count &- 1) }
            slots[slot] = UInt8(truncatingIfNeeded: index)
        }
        self.entries = entries
        self.slots = slots
        self.spellings = spellings
        self.texts = texts
    }

    /// The IANA spelling; empty for `other`.
    func canonical(_ name: HeaderName) -> String { spellings[Int(name.rawValue)] }

    /// Whether the value separates nothing.
    @inline(__always)
    func isText(_ name: HeaderName) -> Bool { texts[Int(name.rawValue)] }

    /// The header whose name is in the range, which holds token bytes only.
    func match(_ bytes: Span<UInt8>, _ range: ByteRange) -> Match {
        let count = range.count
        guard count > 0, count <= Self.nameBytesMax else { return Match(name: .other, isCanonical: true) }
        let first = bytes.word(at: range.lower, count: count)
        let second = bytes.word(at: range.lower &+ 8, count: count &- 8)
        let third = bytes.word(at: range.lower &+ 16, count: count &- 16)
        let fourth = bytes.word(at: range.lower &+ 24, count: count &- 24)
        let folded = (
            Self.fold(first, count), Self.fold(second, count &- 8), Self.fold(third, count &- 16),
            Self.fold(fourth, count &- 24)
        )
        var slot = Self.hash(folded.0, folded.1, count)
        while slots[slot] != Self.emptySlot {
            let entry = entries[Int(slots[slot])]
            if entry.count == count, entry.folded == folded {
                return Match(
                    name: entry.name,
                    isCanonical: entry.isLong && entry.exact == (first, second, third, fourth)
                )
            }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return Match(name: .other, isCanonical: true)
    }

    /// Setting bit 5 folds letters; of the token bytes no others fall together with a letter, a digit or a dash.
    @inline(__always)
    private static func fold(_ word: UInt64, _ count: Int) -> UInt64 {
        guard count > 0 else { return 0 }
        let bits: UInt64 = 0x2020_2020_2020_2020
        return word | (count >= 8 ? bits : bits & ((1 &<< UInt64(count &* 8)) &- 1))
    }

    @inline(__always)
    private static func hash(_ first: UInt64, _ second: UInt64, _ count: Int) -> Int {
        let mixed = (first ^ (second &* 31) ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed &>> (64 &- slotBits))
    }

    private static func entry(_ name: HeaderName, _ spelling: [UInt8], isLong: Bool) -> Entry {
        let span = spelling.span
        let count = spelling.count
        let exact = (
            span.word(at: 0, count: count), span.word(at: 8, count: count &- 8), span.word(at: 16, count: count &- 16),
            span.word(at: 24, count: count &- 24)
        )
        let folded = (
            fold(exact.0, count), fold(exact.1, count &- 8), fold(exact.2, count &- 16), fold(exact.3, count &- 24)
        )
        return Entry(folded: folded, exact: exact, count: count, name: name, isLong: isLong)
    }
}
