import Testing

@testable import AccessPolicy

@Suite struct UserSetsTests {
    private func bits(_ members: [UInt32], capacity: Int = 1_000) -> BitSet {
        var bits = BitSet(capacity: capacity)
        for member in members { bits.insert(member) }
        return bits
    }

    @Test(arguments: [[], [0], [999], [0, 63, 64, 127, 999], Array(stride(from: 1, to: 1_000, by: 3))] as [[UInt32]])
    func hasItsMembersAndNoOthers(_ members: [UInt32]) {
        var builder = UserSets.Builder()
        _ = builder.number(of: bits(Array(stride(from: 0, to: 1_000, by: 2))))
        _ = builder.number(of: bits([5]))
        let number = builder.number(of: bits(members))
        let found = (0..<2_000 as Range<UInt32>).filter { builder.sets.contains($0, in: number) }
        #expect(found == members)
    }

    @Test func equalSetsAreKeptOnce() {
        var builder = UserSets.Builder()
        let first = builder.number(of: bits([1, 2]))
        let other = builder.number(of: bits([1, 3]))
        #expect(builder.number(of: bits([2, 1])) == first)
        #expect(other != first)
    }
}
