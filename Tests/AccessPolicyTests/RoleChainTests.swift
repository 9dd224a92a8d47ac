import Testing

@testable import AccessPolicy

@Suite struct RoleChainTests {
    /// Role 0 holds 1 and 2; 1 holds 3; 2 and 3 hold user 9.
    let roles = [
        ResolvedRole(name: "0", members: [.role(1), .role(2)]),
        ResolvedRole(name: "1", members: [.role(3)]),
        ResolvedRole(name: "2", members: [.user(9)]),
        ResolvedRole(name: "3", members: [.user(9), .user(8)]),
    ]

    private func chain(_ list: [MemberReference], _ user: UInt32) -> [UInt32]? {
        RoleChain.shortest(from: list, to: user, roles: roles)?.map(\.index)
    }

    @Test func directMemberHasAnEmptyChain() {
        #expect(chain([.role(0), .user(9)], 9) == [])
    }

    @Test func takesTheShortestChain() {
        #expect(chain([.role(0)], 9) == [0, 2])
        #expect(chain([.role(0)], 8) == [0, 1, 3])
    }

    @Test func takesTheFirstOfEqualChains() {
        #expect(chain([.role(3), .role(2)], 9) == [3])
    }

    @Test func isNilForOneWhoIsNotNamed() {
        #expect(chain([.role(0)], 1) == nil)
        #expect(chain([], 9) == nil)
    }

    @Test func endsOnACycle() {
        let cycle = [ResolvedRole(name: "0", members: [.role(0)])]
        #expect(RoleChain.shortest(from: [.role(0)], to: 1, roles: cycle) == nil)
    }
}
