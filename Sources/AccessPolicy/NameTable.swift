/// Finds a number by a name in UTF-8 bytes, without making a String.
///
/// An open-addressing hash table over one arena of case-folded bytes. A scope keeps the names of different organisations
/// apart. The names come from the policy, so the hash needs no secret; a lookup visits at most `longestProbe` slots
/// whatever bytes the network brings.
struct NameTable: Sendable {
    /// One name to put in.
    struct Name {
        let scope: UInt32
        let text: String
        let value: UInt32
    }

    private struct Entry: Sendable {
        let start: Int
        let count: Int
        let scope: UInt32
        let value: UInt32
    }

    /// Upper half: the upper half of the hash. Lower half: the entry's index + 1, or 0 for an empty slot.
    private var slots: [UInt64] = []
    private var entries: [Entry] = []
    private var arena: [UInt8] = []
    /// The most slots that any lookup visits.
    private(set) var longestProbe = 0

    /// A table of names that differ pairwise within their scope, ASCII case apart.
    init(_ names: [Name]) {
        entries.reserveCapacity(names.count)
        var hashes: [UInt64] = []
        hashes.reserveCapacity(names.count)
        for name in names {
            let start = arena.count
            arena.append(contentsOf: name.text.utf8.lazy.map(ASCIICase.fold))
            entries.append(Entry(start: start, count: arena.count - start, scope: name.scope, value: name.value))
            hashes.append(Self.hash(arena.span.extracting(start..<arena.count), scope: name.scope))
        }
        var capacity = 4
        while capacity < names.count * 2 { capacity *= 2 }
        fill(capacity: capacity, hashes: hashes)
        for _ in 0..<PolicyLimits.tableDoublings where longestProbe > PolicyLimits.probes {
            capacity *= 2
            fill(capacity: capacity, hashes: hashes)
        }
    }

    /// The number of a name in a scope; nil when it is not there.
    func value(of name: Span<UInt8>, scope: UInt32) -> UInt32? {
        guard name.count <= PolicyLimits.nameBytes else { return nil }
        let hash = Self.hash(name, scope: scope)
        let mask = slots.count &- 1
        var position = Int(truncatingIfNeeded: hash) & mask
        for _ in 0..<longestProbe {
            let slot = slots[position]
            if slot == 0 { return nil }
            if slot >> 32 == hash >> 32 {
                let entry = entries[Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1]
                if entry.scope == scope, matches(entry, name) { return entry.value }
            }
            position = (position &+ 1) & mask
        }
        return nil
    }

    private func matches(_ entry: Entry, _ name: Span<UInt8>) -> Bool {
        guard entry.count == name.count else { return false }
        for offset in 0..<name.count where arena[entry.start &+ offset] != ASCIICase.fold(name[offset]) {
            return false
        }
        return true
    }

    private mutating func fill(capacity: Int, hashes: [UInt64]) {
        slots = Array(repeating: 0, count: capacity)
        longestProbe = 0
        let mask = capacity - 1
        for (index, hash) in hashes.enumerated() {
            var position = Int(truncatingIfNeeded: hash) & mask
            var probes = 1
            while slots[position] != 0 {
                position = (position + 1) & mask
                probes += 1
            }
            slots[position] = (hash >> 32) << 32 | UInt64(index + 1)
            longestProbe = max(longestProbe, probes)
        }
    }

    /// FNV-1a, 64 bits, over the scope and the folded bytes, with the finalizer of MurmurHash3 so that all bits of the
    /// slot number depend on all bytes.
    private static func hash(_ name: Span<UInt8>, scope: UInt32) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(scope)
        hash = hash &* 0x100_0000_01b3
        for index in 0..<name.count {
            hash = (hash ^ UInt64(ASCIICase.fold(name[index]))) &* 0x100_0000_01b3
        }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }
}
