import BlockingWork
import Dispatch
import Synchronization
import Testing

/// Calls that block, and those who wait for them.
@Suite struct BlockingTests {
    /// How many calls are made at the same time.
    private final class Counted: Sendable {
        private let counts = Mutex((now: 0, most: 0, all: 0))

        var most: Int { counts.withLock { $0.most } }
        var all: Int { counts.withLock { $0.all } }

        func begin() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) } }

        func end() { counts.withLock { $0.now -= 1 } }
    }

    private struct Broken: Error, Equatable { let number: Int }

    @Test func whatTheCallGivesOrThrowsComesBack() async {
        #expect(await Blocking("a").run { 7 } == 7)
        #expect(await Blocking.run { 8 } == 8)
        await #expect(throws: Broken(number: 9)) {
            try await Blocking("a").run { () throws(Broken) -> Int in throw Broken(number: 9) }
        }
    }

    /// Each adds to what it read before, which only holds when no other comes between.
    @Test func aThreadDoesOneThingAfterTheOther() async {
        let thread = Blocking("one")
        let count = Counted()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await thread.run {
                        count.begin()
                        count.end()
                    }
                }
            }
        }
        #expect(count.most == 1)
        #expect(count.all == 200)
    }

    @Test func whoIsCancelledWaitsNoLongerAndTheWorkIsDone() async {
        let begun = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
        let thread = Blocking("slow")
        let waiting = Task {
            await thread.runOrLeave {
                begun.signal()
                gate.wait()
                ended.signal()
            }
        }
        await Blocking.run { begun.wait() }
        waiting.cancel()
        await waiting.value
        #expect(ended.wait(timeout: .now()) == .timedOut)
        gate.signal()
        await Blocking.run { ended.wait() }
        await thread.runOrLeave { ended.signal() }
        #expect(ended.wait(timeout: .now()) == .success)
    }

    /// More calls wait for each other than there are threads of tasks, so that these would all stand still.
    @Test func callsThatWaitLeaveTheTasksTheirThreads() async {
        let gate = DispatchSemaphore(value: 0)
        let count = 16
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { await Blocking.run { gate.wait() } } }
            group.addTask { for _ in 0..<count { gate.signal() } }
        }
        #expect(gate.wait(timeout: .now()) == .timedOut)
    }
}
