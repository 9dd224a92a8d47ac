import Enforcement
import PolicyStore
import Synchronization
import Testing

@testable import earshot

/// When a node takes over what others have left.
@Suite struct NodeWatchTests {
    /// A store with a dialog of a node that seems dead, and a clock that stands until it is moved.
    private final class World: NodeRegister {
        private struct State {
            var now = ContinuousClock.now
            var isAway = false
            var isStuck = false
            /// What the next sign of life has to wait for.
            var delay = Duration.zero
            var asked = 0
            var adopted = 0
        }

        private let state = Mutex(State())
        private let dialog: LiveDialog

        init() throws { dialog = try StoreJournalTests.dialog("a") }

        /// How often the dead were asked for, and how many dialogs were gone on with.
        var asked: Int { state.withLock { $0.asked } }
        var adopted: Int { state.withLock { $0.adopted } }

        func watch() -> NodeWatch {
            NodeWatch(
                name: "first",
                register: self,
                ticks: AsyncStream { $0.finish() },
                logger: .silent,
                follow: {},
                adopt: { dialogs in self.state.withLock { $0.adopted += dialogs.count } },
                clock: { self.state.withLock { $0.now } }
            )
        }

        /// Lets the node beat every two seconds, so often.
        func beat(_ watch: NodeWatch, _ count: Int) {
            for _ in 0..<count {
                state.withLock { $0.now += .seconds(2) }
                watch.beat()
            }
        }

        func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }
        func setStuck(_ isStuck: Bool) { state.withLock { $0.isStuck = isStuck } }
        func delay(_ time: Duration) { state.withLock { $0.delay = time } }

        func beat(run: Int64) throws(StoreError) -> NodeBeat {
            let isAway = state.withLock { state in
                (state.now, state.delay) = (state.now + state.delay, .zero)
                return state.isAway
            }
            if isAway { throw StoreError("away") }
            return NodeBeat()
        }

        func adopt(afterSeconds seconds: Int) throws(StoreError) -> [LiveDialog] {
            let isStuck = state.withLock { state in
                state.asked += 1
                return state.isStuck
            }
            if isStuck { throw StoreError("stuck") }
            return [dialog]
        }
    }

    /// Beats in which all who live have said so.
    private static let grace = 10

    @Test func whatIsAdoptedIsGoneOnWith() throws {
        let world = try World()
        world.beat(world.watch(), Self.grace + 1)
        #expect(world.adopted == 1)
    }

    @Test func aNodeThatStartsLetsTheOthersSayFirstThatTheyLive() throws {
        let world = try World()
        world.beat(world.watch(), Self.grace)
        #expect(world.asked == 0)
    }

    @Test func soDoesOneThatCouldNotReachTheStore() throws {
        try expectAnotherWait { world, watch in
            world.setAway(true)
            world.beat(watch, 1)
            world.setAway(false)
        }
    }

    /// The store answered late, and the others have not been answered yet.
    @Test func soDoesOneThatWasHeldUp() throws {
        try expectAnotherWait { world, _ in world.delay(.seconds(8)) }
    }

    /// A node that has waited waits once more after this.
    private func expectAnotherWait(after trouble: (World, NodeWatch) -> Void) throws {
        let world = try World()
        let watch = world.watch()
        world.beat(watch, Self.grace + 1)
        trouble(world, watch)
        world.beat(watch, Self.grace)
        #expect(world.asked == 1)
        world.beat(watch, 1)
        #expect(world.asked == 2)
    }

    @Test func aShortDelayIsNone() throws {
        let world = try World()
        let watch = world.watch()
        world.beat(watch, Self.grace + 1)
        world.delay(.seconds(2))
        world.beat(watch, 1)
        #expect(world.asked == 2)
    }

    @Test func whereAdoptingFailsThisNodeIsStillInTouch() throws {
        let world = try World()
        let watch = world.watch()
        world.setStuck(true)
        world.beat(watch, Self.grace + 1)
        #expect(watch.state == "this is `first`; what dead nodes have left is not taken over: stuck")
        world.setStuck(false)
        world.beat(watch, 1)
        #expect(world.adopted == 1)
        #expect(watch.state == "this is `first`")
    }

    @Test func whoCannotReachTheStoreSaysSo() throws {
        let world = try World()
        let watch = world.watch()
        world.setAway(true)
        world.beat(watch, 1)
        #expect(watch.state == "this is `first`; other nodes are not seen: away")
    }
}
