import Enforcement
import Testing

@testable import Proxy

/// Who has which call, over all event loops.
@Suite struct CallTableTests {
    private static let call = CallKey(callID: Array("c@x".utf8), Array("a".utf8), Array("b".utf8))
    private static let alice = AddressOfRecord(user: Array("alice".utf8), host: Array("example.com".utf8))
    private static let eve = AddressOfRecord(user: Array("eve".utf8), host: Array("example.com".utf8))
    private static let start = Moment(unixSeconds: 1_000)

    private func table(callsMax: Int = Limits.callsMax) -> CallTable {
        let table = CallTable(callsMax: callsMax)
        table.note(Self.call, .caller(Self.alice), now: Self.start)
        return table
    }

    @Test func aPartyIsKnownUntilItsBye() {
        let table = table()
        #expect(table.parties(of: Self.call)?.believed == [Self.alice])
        table.note(Self.call, .ended(Self.alice), now: Self.start)
        #expect(table.parties(of: Self.call) == nil)
    }

    @Test func theByeOfSomebodyElseEndsNothing() {
        let table = table()
        table.note(Self.call, .ended(Self.eve), now: Self.start)
        #expect(table.parties(of: Self.call) != nil)
    }

    @Test func aContestedCallIsNotForgottenByABye() {
        let table = table()
        table.note(Self.call, .caller(Self.eve), now: Self.start)
        table.note(Self.call, .ended(Self.alice), now: Self.start)
        #expect(table.parties(of: Self.call)?.believed == [])
    }

    @Test func aCallThatIsSilentForTooLongIsForgotten() {
        let table = table()
        table.prune(now: Moment(unixSeconds: 1_000 + Limits.callSeconds - 1))
        #expect(table.parties(of: Self.call) != nil)
        table.prune(now: Moment(unixSeconds: 1_000 + Limits.callSeconds))
        #expect(table.parties(of: Self.call) == nil)
    }

    @Test func aFullTableListsNoMore() {
        let table = CallTable(callsMax: 64)
        let calls = (0..<1_000).map { CallKey(callID: Array("\($0)".utf8), [1], [2]) }
        for call in calls { table.note(call, .caller(Self.alice), now: Self.start) }
        let listed = calls.count { table.parties(of: $0) != nil }
        #expect(listed > 0 && listed <= 64)
    }
}
