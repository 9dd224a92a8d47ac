import BlockingWork
import Logging
import Metrics
import PolicyStore
import Proxy
import ServiceLifecycle
import Synchronization

/// Says in the store that this node lives, follows what other nodes learn of phones, and goes on with the listening calls of those that have died.
final class NodeWatch: Service {
    private struct State {
        var beat = NodeBeat()
        var beats = 0
        var problem: String?
    }

    /// Between two signs of life.
    private static let interval = Duration.seconds(2)
    /// After so long without one a node is dead.
    static let deadSeconds = 10

    private let name: String
    private let journal: StoreJournal
    private let proxy: ProxyService
    private let ticks: AsyncStream<Void>
    private let logger: Logger
    /// What tells this process from others of its name.
    private let process = Int64.random(in: .min ... .max)
    private let current = Mutex(State())
    /// A database that hangs must not take a thread of the tasks with it.
    private let thread = Blocking("node")
    private let others = Gauge(label: "earshot_other_nodes")
    private let adopted = Counter(label: "earshot_dialogs_adopted_total")

    /// A watch for a node of that name.
    ///
    /// - Parameter ticks: when other nodes may have changed bindings.
    init(
        name: String,
        journal: StoreJournal,
        proxy: ProxyService,
        ticks: AsyncStream<Void>,
        logger: Logger
    ) {
        (self.name, self.journal, self.proxy) = (name, journal, proxy)
        (self.ticks, self.logger) = (ticks, logger)
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in self.ticks.cancelOnGracefulShutdown() { self.proxy.followJournal() } }
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
        for node in state.beat.others {
            let (name, seconds) = (node.name, node.silentSeconds)
            let isDead = seconds > Int64(Self.deadSeconds)
            text += isDead ? ", `\(name)` has said nothing for \(seconds) s" : ", `\(name)` is there"
        }
        if state.beat.isDoubled { text += "; another process has the same name: give each its own `node`" }
        if let problem = state.problem { text += "; other nodes are not seen: \(problem)" }
        return text
    }

    /// Says that this node lives, and takes over what dead ones have left.
    func beat() {
        do throws(StoreError) {
            var beat = try journal.store.beat(run: process)
            let (isFirst, wasDoubled) = current.withLock { state in
                let before = (state.beats == 0, state.beat.isDoubled)
                // The process before this one had the name as well.
                if state.beats == 0 { beat.isDoubled = false }
                (state.beat, state.problem) = (beat, nil)
                state.beats += 1
                return before
            }
            others.record(beat.others.count { $0.silentSeconds <= Int64(Self.deadSeconds) })
            if beat.isDoubled, !wasDoubled {
                logger.error("two processes have one name; give each its own `node`", metadata: ["node": "\(name)"])
            }
            // A node that was away itself lets the others say first that they live.
            if isFirst { return }
            let dialogs = try journal.adopt(afterSeconds: Self.deadSeconds)
            guard !dialogs.isEmpty else { return }
            proxy.adopt(dialogs)
            adopted.increment(by: dialogs.count)
            logger.notice("dialogs of a node that is gone are adopted", metadata: ["count": "\(dialogs.count)"])
        } catch {
            current.withLock { $0.problem = error.text }
        }
    }
}
