import NIOCore
import Testing

@testable import Proxy

@Suite struct PBXHealthTests {
    /// What is asked when, in tenths of a second, of a PBX that answers between the given tenths; and when it was taken to be down.
    static func run(tenths: Int, silent: Range<Int>, status: Int = 200) -> (asked: [Int], down: [Int]) {
        let start = NIODeadline.uptimeNanoseconds(0)
        var health = PBXHealth(interval: .seconds(2), start: start)
        var asked: [Int] = []
        var down: [Int] = []
        for tenth in 0..<tenths {
            let now = start + .milliseconds(Int64(tenth) * 100)
            let step = health.tick(now)
            if step == .ask { asked.append(tenth) }
            if step != .nothing, !silent.contains(tenth) { health.answered(status, now) }
            if !health.isUp { down.append(tenth) }
        }
        return (asked, down)
    }

    @Test func aPBXThatAnswersIsAskedAtTheInterval() {
        #expect(Self.run(tenths: 81, silent: 0..<0).asked == [0, 20, 40, 60, 80])
    }

    @Test func oneLostDatagramChangesNothing() {
        #expect(Self.run(tenths: 100, silent: 20..<21).down.isEmpty)
    }

    @Test func twoUnansweredQuestionsTakeItDownWithinTheInterval() {
        #expect(Self.run(tenths: 100, silent: 20..<1_000).down.first == 40)
    }

    @Test func twoAnswersBringItUpAgain() {
        let (asked, down) = Self.run(tenths: 200, silent: 20..<100)
        let answered = asked.filter { $0 >= 100 }
        #expect(down.last == answered[1] - 1)
    }

    @Test func aPBXThatSaysItCannotServeIsDown() {
        #expect(Self.run(tenths: 100, silent: 0..<0, status: 503).down.first != nil)
    }

    @Test(arguments: [200, 401, 404, 405, 500])
    func anyOtherAnswerIsALife(_ status: Int) {
        #expect(Self.run(tenths: 100, silent: 0..<0, status: status).down.isEmpty)
    }

    @Test func anAnswerToNoQuestionIsNone() {
        var health = PBXHealth(interval: .seconds(2), start: .uptimeNanoseconds(0))
        for _ in 0..<2 {
            _ = health.tick(.uptimeNanoseconds(0))
            health.failed(.uptimeNanoseconds(0))
        }
        health.answered(200, .uptimeNanoseconds(0))
        health.answered(200, .uptimeNanoseconds(0))
        #expect(!health.isUp)
    }
}
