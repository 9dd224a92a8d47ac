import Testing

@testable import AccessPolicy

@Suite struct BitSetTests {
    private func bits(_ members: [UInt32]) -> BitSet {
        var bits = BitSet(capacity: 200)
        for member in members { bits.insert(member) }
        return bits
    }

    @Test func listsItsMembersInOrder() {
        #expect(bits([130, 0, 64, 63]).members == [0, 63, 64, 130])
        #expect(bits([130, 0, 64, 63]).count == 4)
    }

    @Test func unionHasBoth() {
        var set = bits([1, 150])
        set.formUnion(bits([1, 2]))
        #expect(set.members == [1, 2, 150])
    }

    @Test func intersectionHasCommon() {
        var set = bits([1, 150])
        set.formIntersection(bits([150, 2]))
        #expect(set.members == [150])
    }
}
