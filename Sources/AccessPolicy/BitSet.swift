/// A set of small numbers, one bit each. Used while a policy is compiled.
struct BitSet: Hashable, Sendable {
    private(set) var words: [UInt64]

    /// An empty set with room for the numbers below `capacity`.
    init(capacity: Int) {
        words = Array(repeating: 0, count: (capacity + 63) / 64)
    }

    /// How many numbers are in the set.
    var count: Int {
        words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// The numbers, ascending.
    var members: [UInt32] {
        var result: [UInt32] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                result.append(UInt32(index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return result
    }

    /// Whether a number below the capacity is in the set.
    func contains(_ number: UInt32) -> Bool {
        words[Int(number / 64)] & (1 << UInt64(number % 64)) != 0
    }

    /// Puts a number below the capacity in.
    mutating func insert(_ number: UInt32) {
        words[Int(number / 64)] |= 1 << UInt64(number % 64)
    }

    /// Puts all numbers of a set of the same capacity in.
    mutating func formUnion(_ other: BitSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// Keeps only the numbers that a set of the same capacity has too.
    mutating func formIntersection(_ other: BitSet) {
        for index in words.indices { words[index] &= other.words[index] }
    }
}
