import Enforcement
import Testing

@testable import Proxy

@Suite struct AssignmentTableTests {
    static let given = Assignment(pbx: 7, isLarge: false)

    @Test func remembersACallForAMinuteAtLeastAndTwoAtMost() {
        let table = AssignmentTable()
        table.assign([1], Self.given, now: Moment(unixSeconds: 1_000))
        table.assign([2], Self.given, now: Moment(unixSeconds: 1_064))
        #expect(table.assignment(of: [1]) == Self.given)
        table.assign([3], Self.given, now: Moment(unixSeconds: 1_128))
        #expect(table.assignment(of: [1]) == nil)
        #expect(table.assignment(of: [2]) == Self.given)
    }

    @Test func isBounded() {
        let table = AssignmentTable()
        let now = Moment(unixSeconds: 1_000)
        func name(_ number: Int) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
        for number in 0...(3 * Limits.assignmentsMax) { table.assign(name(number), Self.given, now: now) }
        #expect(table.assignment(of: name(0)) == nil)
        #expect(table.assignment(of: name(3 * Limits.assignmentsMax)) == Self.given)
    }
}
