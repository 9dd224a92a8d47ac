import BlockingWork
import Enforcement
import Logging
import Metrics
import PolicyStore
import Proxy
import ServiceLifecycle
import Synchronization

/// Says in the store that this node lives, follows what other nodes learn of phones, and goes on with the listening calls of those that have died.
final class NodeWatch: Service {
    private struct State {
        var beat: NodeBeat?
        /// When this node had given its last sign of life; nil where the one after that failed.
        var last: ContinuousClock.Instant?
        /// Since when none has failed or come late.
        var since: ContinuousClock.Instant?
        var problem: String?

        /// Takes a sign of life down that the store has taken. Gives how long this node has been in touch by now.
        mutating func isInTouch(at now: ContinuousClock.Instant) -> Duration {
            let isUnbroken = last.map { now - $0 <= NodeWatch.lateness } ?? false
            let start = isUnbroken ? since ?? now : now
            (last, since) = (now, start)
            return now - start
        }
    }

    /// Between two signs of life.
    private static let interval = Duration.seconds(2)
    /// After so long without one a node is dead.
    static let deadSeconds = 10
    /// After so long without one of our own those of the others may have been held up as well: half of what makes a node dead.
    static let lateness = Duration.seconds(5)
    /// In so long all that live have said so, once they can: a question that nobody answers (12 s), a connection that is not made (5 s), a beat.
    static let grace = Duration.seconds(20)

    private let name: String
    private let register: any NodeRegister
    private let follow: @Sendable () -> Void
    private let adopt: @Sendable ([LiveDialog]) -> Void
    private let ticks: AsyncStream<Void>
    private let logger: Logger
    private let clock: @Sendable () -> ContinuousClock.Instant
    /// What tells this process from others of its name.
    private let process = Int64.random(in: .min ... .max)
    private let current = Mutex(State())
    /// A database that hangs must not take a thread of the tasks with it.
    private let thread = Blocking("node")
    private let others = Gauge(label: "earshot_other_nodes")
    private let adopted = Counter(label: "earshot_dialogs_adopted_total")

    /// A watch for a node of that name.
    ///
    /// - Parameters:
    ///   - register: where nodes say that they live.
    ///   - ticks: when other nodes may have changed bindings.
    ///   - follow: takes in what they have changed.
    ///   - adopt: goes on with dialogs of a node that is gone.
    ///   - clock: what tells how long this node has been in touch.
    init(
        name: String,
        register: any NodeRegister,
        ticks: AsyncStream<Void>,
        logger: Logger,
        follow: @escaping @Sendable () -> Void,
        adopt: @escaping @Sendable ([LiveDialog]) -> Void,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        (self.name, self.register, self.ticks, self.logger) = (name, register, ticks, logger)
        (self.follow, self.adopt, self.clock) = (follow, adopt, clock)
    }

    /// A watch for a proxy and its journal.
    convenience init(
        name: String,
        journal: StoreJournal,
        proxy: ProxyService,
        ticks: AsyncStream<Void>,
        logger: Logger
    ) {
        self.init(
            name: name,
            register: journal,
            ticks: ticks,
            logger: logger,
            follow: { proxy.followJournal() },
            adopt: { proxy.adopt($0) }
        )
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in self.ticks.cancelOnGracefulShutdown() { self.follow() } }
            group.addTask {
                for await _ in AsyncStream.every(Self.interval).cancelOnGracefulShutdown() {
                    await self.thread.runUntilShutdown { self.beat() }
                }
            }
        }
    }

    /// Who is there, in words.
    var state: String {
        let state = current.withLock { $0 }
        var text = "this is `\(name)`"
        for node in state.beat?.others ?? [] {
            let (name, seconds) = (node.name, node.silentSeconds)
            let isDead = seconds > Int64(Self.deadSeconds)
            text += isDead ? ", `\(name)` has said nothing for \(seconds) s" : ", `\(name)` is there"
        }
        if state.beat?.isDoubled == true { text += "; another process has the same name: give each its own `node`" }
        if let problem = state.problem { text += "; \(problem)" }
        return text
    }

    /// Says that this node lives, and takes over what dead ones have left, where it has been in touch for long enough to tell who is dead.
    func beat() {
        do throws(StoreError) {
            guard try say() >= Self.grace else { return }
        } catch {
            return current.withLock { ($0.last, $0.problem) = (nil, "other nodes are not seen: \(error.text)") }
        }
        do throws(StoreError) {
            let dialogs = try register.adopt(afterSeconds: Self.deadSeconds)
            guard !dialogs.isEmpty else { return }
            adopt(dialogs)
            adopted.increment(by: dialogs.count)
            logger.notice("dialogs of a node that is gone are adopted", metadata: ["count": "\(dialogs.count)"])
        } catch {
            current.withLock { $0.problem = "what dead nodes have left is not taken over: \(error.text)" }
        }
    }

    /// Says that this node lives. Gives how long it has been in touch, in which the others could say so too.
    private func say() throws(StoreError) -> Duration {
        var beat = try register.beat(run: process)
        let (inTouch, wasDoubled) = current.withLock { state in
            let before = state.beat
            // The process before this one had the name as well.
            if before == nil { beat.isDoubled = false }
            (state.beat, state.problem) = (beat, nil)
            return (state.isInTouch(at: clock()), before?.isDoubled ?? false)
        }
        others.record(beat.others.count { $0.silentSeconds <= Int64(Self.deadSeconds) })
        if beat.isDoubled, !wasDoubled {
            logger.error("two processes have one name; give each its own `node`", metadata: ["node": "\(name)"])
        }
        return inTouch
    }
}
