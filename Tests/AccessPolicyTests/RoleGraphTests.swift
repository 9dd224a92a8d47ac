import Testing

@testable import AccessPolicy

@Suite struct RoleGraphTests {
    @Test func flattensNesting() {
        let graph = RoleGraph(members: [[.role(1), .user(0)], [.role(2)], [.user(5)], []])
        #expect(graph.cycles.isEmpty)
        #expect(graph.closures(userCount: 6).map(\.members) == [[0, 5], [5], [5], []])
    }

    @Test func sharedRoleIsNoCycle() {
        let graph = RoleGraph(members: [[.role(1), .role(2)], [.role(3)], [.role(3)], [.user(1)]])
        #expect(graph.cycles.isEmpty)
        #expect(graph.closures(userCount: 2)[0].members == [1])
    }

    @Test func findsCycleFromItsLowestRole() {
        let graph = RoleGraph(members: [[.role(3)], [.role(2)], [.role(3)], [.role(1)]])
        #expect(graph.cycles == [[1, 2, 3]])
    }

    @Test func findsRoleInItself() {
        #expect(RoleGraph(members: [[], [.role(1)]]).cycles == [[1]])
    }

    @Test func findsSeparateCycles() {
        let graph = RoleGraph(members: [[.role(1)], [.role(0)], [.role(3)], [.role(2), .role(0)]])
        #expect(graph.cycles == [[0, 1], [2, 3]])
    }

    @Test func deepNestingNeedsNoStack() {
        let depth = 100_000
        let chain = (0..<depth).map { [$0 + 1 < depth ? MemberReference.role(UInt32($0 + 1)) : .user(0)] }
        #expect(RoleGraph(members: chain).closures(userCount: 1)[0].members == [0])
    }
}
