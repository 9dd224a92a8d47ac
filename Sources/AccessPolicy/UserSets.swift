/// The sets of users that the rules of a snapshot name, each kept once.
///
/// A set is either its bits or the sorted list of its members, whichever is smaller: a large organisation with a small
/// list for each extension would otherwise need users × extensions bits. Users are numbered within their organisation.
struct UserSets: Sendable {
    private enum Form: Hashable {
        case bits([UInt64])
        case list([UInt32])
    }

    private struct Entry: Sendable {
        let start: Int
        let count: Int
        let isBits: Bool
    }

    private var words: [UInt64] = []
    private var members: [UInt32] = []
    private var entries: [Entry] = []

    /// Whether the set has the user. False for numbers that no user has.
    func contains(_ user: UInt32, in set: UInt32) -> Bool {
        let entry = entries[Int(set)]
        if entry.isBits {
            let word = Int(user / 64)
            return word < entry.count && words[entry.start &+ word] & (1 << UInt64(user % 64)) != 0
        }
        var low = entry.start
        var high = entry.start &+ entry.count
        while low < high {
            let middle = (low &+ high) / 2
            if members[middle] == user { return true }
            if members[middle] < user { low = middle &+ 1 } else { high = middle }
        }
        return false
    }

    /// The users of a set, ascending. Slow: for commands.
    func members(of set: UInt32) -> [UInt32] {
        let entry = entries[Int(set)]
        guard entry.isBits else { return Array(members[entry.start..<(entry.start + entry.count)]) }
        var result: [UInt32] = []
        for (offset, word) in words[entry.start..<(entry.start + entry.count)].enumerated() {
            var rest = word
            while rest != 0 {
                result.append(UInt32(offset * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return result
    }

    /// Collects sets while a policy is compiled and gives equal sets the same number.
    struct Builder {
        private(set) var sets = UserSets()
        private var numbers: [Form: UInt32] = [:]

        /// The number of a set.
        mutating func number(of bits: BitSet) -> UInt32 {
            let form: Form = bits.count <= bits.words.count * 2 ? .list(bits.members) : .bits(bits.words)
            if let number = numbers[form] { return number }
            switch form {
            case .bits(let words):
                sets.entries.append(Entry(start: sets.words.count, count: words.count, isBits: true))
                sets.words.append(contentsOf: words)
            case .list(let members):
                sets.entries.append(Entry(start: sets.members.count, count: members.count, isBits: false))
                sets.members.append(contentsOf: members)
            }
            let number = UInt32(sets.entries.count - 1)
            numbers[form] = number
            return number
        }
    }
}
