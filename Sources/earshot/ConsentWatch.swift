import AccessPolicy
import BlockingWork
import Logging
import Metrics
import PolicyStore
import ServiceLifecycle
import Synchronization

/// Follows the register of consents, and puts in force what was recorded or withdrawn. While it cannot be read, the consents that were read last hold.
final class ConsentWatch: Service {
    private struct State {
        var register: ConsentRegister
        /// That of the store when the register was read; nil when that is not known.
        var era: Int64?
        var problem: String?
        var readAt: ContinuousClock.Instant
    }

    /// After so long without an answer of the store the state says so.
    private static let silenceMax = Duration.seconds(5)

    private let store: any Store
    private let ticks: AsyncStream<Void>
    private let logger: Logger
    private let apply: @Sendable (StandingConsents) -> Void
    private let announce: @Sendable (ConsentNews) -> Void
    private let current: Mutex<State>
    /// A disk that hangs must not take a thread of the tasks with it.
    private let thread = Blocking("consents")
    private let failures = Counter(label: "earshot_consent_read_failures_total")
    private let standing = Gauge(label: "earshot_consents_standing")

    /// A watch over a store whose register was read so far.
    ///
    /// - Parameters:
    ///   - ticks: when the register is to be looked at.
    ///   - apply: puts consents in force; has done so when it returns.
    ///   - announce: told of all that is in force at the start, and of each entry after that when it has come into force.
    init(
        store: any Store,
        register: ConsentRegister,
        ticks: AsyncStream<Void>,
        logger: Logger,
        apply: @escaping @Sendable (StandingConsents) -> Void,
        announce: @escaping @Sendable (ConsentNews) -> Void
    ) {
        (self.store, self.ticks, self.logger) = (store, ticks, logger)
        (self.apply, self.announce) = (apply, announce)
        current = Mutex(State(register: register, readAt: .now))
        standing.record(register.standing.count)
    }

    func run() async throws {
        let register = current.withLock { $0.register }
        announce(.atStart(last: register.last, standing: register.standing.count))
        for await _ in ticks.cancelOnGracefulShutdown() {
            await thread.runUntilShutdown { self.poll() }
        }
    }

    /// How it stands with the register, in words.
    func state(at now: ContinuousClock.Instant = .now) -> String {
        let state = current.withLock { $0 }
        let consents = "consents for \(state.register.standing.count) extensions stand"
        if let problem = state.problem { return "\(consents); no change is seen: \(problem)" }
        let silence = now - state.readAt
        guard silence > Self.silenceMax else { return consents }
        return "\(consents); no change is seen: the store has not answered for \(silence.components.seconds) s"
    }

    /// Takes in what is new in the register.
    func poll() {
        let (last, known) = current.withLock { ($0.register.last, $0.era) }
        do throws(StoreError) {
            let era = try store.era()
            let isAnew = era != known
            let entries = try store.consents(after: isAnew ? 0 : last)
            recovered()
            current.withLock { $0.era = era }
            if isAnew {
                takeAll(entries, after: last)
            } else if !entries.isEmpty {
                take(entries)
            }
        } catch {
            failed(error.text)
        }
    }

    private func take(_ entries: [ConsentEntry]) {
        let consents = current.withLock { state in
            state.register.take(entries)
            return state.register.standing
        }
        use(consents, entries)
    }

    /// Takes these for the register: one that was restored may have less than what was read, or something else under the same numbers.
    private func takeAll(_ entries: [ConsentEntry], after last: Int64) {
        let register = ConsentRegister(entries)
        let before = current.withLock { state in
            defer { state.register = register }
            return state.register.standing
        }
        let new = entries.filter { $0.number > last }
        guard register.standing != before || !new.isEmpty else { return }
        if register.last < last {
            logger.warning("the register of consents has less than before", metadata: ["last": "\(register.last)"])
        }
        use(register.standing, new)
    }

    private func use(_ consents: StandingConsents, _ entries: [ConsentEntry]) {
        apply(consents)
        standing.record(consents.count)
        for entry in entries { announce(.entered(entry)) }
    }

    private func recovered() {
        let problem = current.withLock { state in
            defer { (state.problem, state.readAt) = (nil, .now) }
            return state.problem
        }
        if problem != nil { logger.notice("the register of consents can be read again") }
    }

    private func failed(_ problem: String) {
        failures.increment()
        let isNew = current.withLock { state in
            defer { state.problem = problem }
            return state.problem != problem
        }
        if isNew {
            logger.error(
                "the register of consents cannot be read; what was read last stays in force",
                metadata: ["problem": "\(problem)"]
            )
        }
    }
}
