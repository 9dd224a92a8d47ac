import Testing

@testable import Enforcement

@Suite struct PBXGroupTests {
    static let first = Endpoint(ipv4: 0xC000_020A, port: 5060)
    static let second = Endpoint(ipv4: 0xC000_020B, port: 5060)
    static let third = Endpoint(ipv4: 0xC000_020C, port: 5060)

    @Test func whatIsKnownOfThoseThatStayIsKept() {
        var group = PBXGroup([Self.first, Self.second])
        group.set(1, isUp: false)
        group.set(1, takesTCP: true)
        group.set(1, trustsUs: true)
        let changed = group.replacing([PBX(Self.second), PBX(Self.third)])
        #expect(!changed.isUp(0))
        #expect(changed.isUp(1))
        #expect(changed.hasTrusting)
        #expect(changed.largeMessageEndpoint(of: changed.members[0]) == Self.second.by(.tcp))
        #expect(changed.largeMessageEndpoint(of: changed.members[1]) == nil)
    }

    @Test func nothingIsKeptOfThoseThatGo() {
        var group = PBXGroup([Self.first, Self.second])
        group.set(0, trustsUs: true)
        #expect(!group.replacing([PBX(Self.second)]).hasTrusting)
    }

    @Test func oneProfileOfAllIsTheProfile() {
        let same = PBXGroup([PBX(Self.first, profile: .asterisk), PBX(Self.second, profile: .asterisk)])
        #expect(same.profile == .asterisk)
    }

    @Test func twoProfilesAreReadEveryWay() {
        let mixed = PBXGroup([PBX(Self.first, profile: .asterisk), PBX(Self.second, profile: .freeswitch)])
        #expect(mixed.profile == .generic)
    }

    @Test func aMarkNamesOneOfThem() {
        let group = PBXGroup([Self.first, Self.second, Self.third])
        #expect(Set(group.members.map(\.mark)).count == 3)
        #expect(group.member(marked: group.members[2].mark)?.endpoint == Self.third)
    }
}
