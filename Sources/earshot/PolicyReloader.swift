import AccessPolicy
import BlockingWork
import CoreMetrics
import Logging
import Metrics
import PolicyAdministration
import PolicyStore
import Proxy
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Loads the policy anew on SIGHUP and when its file or the store has changed, and the certificates on SIGHUP. A bad policy is reported whole, and the one in force stays.
/// Other consents are put in force with the policy that is.
final class PolicyReloader: Service {
    private struct State {
        var revision: UInt64 = 1
        /// Problems of what the source has, if that is not what is in force.
        var problems: [PolicyProblem] = []
        /// What of the source was judged last; nil when it is to be looked at anew.
        var stamp: PolicyStamp?
        /// Where the policy in force comes from, if the source knows.
        var origin: String?
        /// Why the source cannot be looked at.
        var silence: String?
    }

    private struct InForce {
        var policy: PolicySnapshot
        var model: PolicyModel
        /// Its number in the store, if it is from there.
        var stored: Int64?
        var consents: StandingConsents
    }

    /// How often the file is looked at; a second is what an administrator takes for at once.
    static let pollInterval = Duration.milliseconds(250)

    private let source: any PolicySource
    private let publisher: SnapshotPublisher
    private let certificates: TLSCertificates?
    private let record: PolicyRecord?
    /// Where it is told which policy is in force.
    let bulletin: PolicyBulletin
    private let ticks: AsyncStream<Void>
    private let logger: Logger
    /// Held while a policy is made and published, so that there is one after the other.
    private let inForce: Mutex<InForce>
    private let current: Mutex<State>
    /// A disk or database that hangs must not take a thread of the tasks with it.
    private let thread = Blocking("policy")
    private let reloads = Counter(label: "earshot_policy_reloads_total")
    private let failures = Counter(label: "earshot_policy_reload_failures_total")
    private let revision = Gauge(label: "earshot_policy_revision")

    /// A reloader that begins with a policy which is in force already, and was made with these consents.
    ///
    /// - Parameter ticks: when the source is to be looked at.
    init(
        source: any PolicySource,
        policy: LoadedPolicy,
        consents: StandingConsents,
        publisher: SnapshotPublisher,
        certificates: TLSCertificates?,
        record: PolicyRecord? = nil,
        ticks: AsyncStream<Void> = .every(pollInterval),
        logger: Logger
    ) {
        self.ticks = ticks
        inForce = Mutex(
            InForce(policy: policy.snapshot, model: policy.model, stored: policy.revision, consents: consents)
        )
        self.record = record
        bulletin = PolicyBulletin(PolicyState(policy.model, policy.snapshot, revision: policy.revision), consents)
        self.certificates = certificates
        self.source = source
        self.publisher = publisher
        self.logger = logger
        current = Mutex(State(stamp: policy.stamp, origin: policy.origin))
        revision.record(1)
    }

    /// Which policy is in force, in words.
    var state: String {
        let state = current.withLock { $0 }
        var text = "revision \(state.revision) in force"
        if let origin = state.origin { text += ", which is \(origin)" }
        if let silence = state.silence { text += "; no change is seen: \(silence)" }
        return state.problems.isEmpty ? text : "\(text); what came after it has \(state.problems.count) problems"
    }

    /// Puts these consents in force, and has done so when it returns.
    func use(_ consents: StandingConsents) {
        inForce.withLock { inForce in
            inForce.consents = consents
            publish(inForce.policy.with(consents, revision: inForce.policy.revision + 1), &inForce, "consents changed")
            record?.loaded(inForce.policy, cause: "consents changed")
        }
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.reloadOnSignal() }
            group.addTask { await self.reloadOnChange() }
        }
    }

    private func reloadOnSignal() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            record?.follow()
            reloadCertificates()
            await thread.runUntilShutdown { self.poll(isAsked: true) }
        }
    }

    private func reloadOnChange() async {
        for await _ in ticks.cancelOnGracefulShutdown() {
            await thread.runUntilShutdown { self.poll() }
        }
    }

    /// Has put in force what the source has, when it returns. Blocks; not to be called on the thread of the policy.
    func bringUpToDate() { thread.wait { poll() } }

    /// Loads the policy when its source has changed, or when the operator asks for it.
    func poll(isAsked: Bool = false) {
        let stamp: PolicyStamp
        do throws(StoreError) {
            stamp = try source.stamp()
        } catch {
            return silent(error.text, isAsked: isAsked)
        }
        let (isChanged, wasSilent) = current.withLock { state in
            defer { state.silence = nil }
            return (state.stamp != stamp, state.silence != nil)
        }
        if wasSilent { logger.notice("the policy can be read again") }
        if isAsked || isChanged { reload(isAsked ? "signal" : "policy changed", isAsked: isAsked) }
    }

    private func silent(_ problem: String, isAsked: Bool) {
        let isNew = current.withLock { state in
            defer { state.silence = problem }
            return state.silence != problem
        }
        guard isNew || isAsked else { return }
        logger.error("the policy cannot be read; the one in force stays", metadata: ["problem": "\(problem)"])
    }

    private func reloadCertificates() {
        do {
            try certificates?.reload()
        } catch {
            logger.error("certificates not loaded; those in use stay", metadata: ["problem": "\(error)"])
        }
    }

    /// Has in force what the source has, if it is a policy.
    ///
    /// - Parameter isAsked: whether somebody wants to know what is wrong though it was said before.
    func reload(_ cause: String, isAsked: Bool = false) {
        inForce.withLock { inForce in
            do throws(PolicyLoadError) {
                let next = inForce.policy.revision + 1
                let loaded = try source.load(inForce.consents, revision: next)
                current.withLock { ($0.problems, $0.stamp, $0.origin) = ([], loaded.stamp, loaded.origin) }
                (inForce.model, inForce.stored) = (loaded.model, loaded.revision)
                publish(loaded.snapshot, &inForce, cause)
                record?.loaded(loaded.snapshot, file: loaded.file, cause: loaded.cause(cause))
            } catch {
                refuse(error, inForce.policy.revision, isAsked: isAsked)
            }
        }
    }

    private func refuse(_ error: PolicyLoadError, _ revision: UInt64, isAsked: Bool) {
        let problems = error.reason.problems
        let isNew = current.withLock { state in
            defer { (state.problems, state.stamp) = (problems, error.stamp) }
            return state.problems != problems
        }
        // What cannot be read is tried again at every look.
        guard isNew || isAsked else { return }
        failures.increment()
        record?.refused(problems, revision: revision)
        for problem in problems {
            logger.error("policy not loaded; the one in force stays", metadata: ["problem": "\(problem)"])
        }
    }

    private func publish(_ policy: PolicySnapshot, _ inForce: inout InForce, _ cause: String) {
        publisher.publish(policy)
        inForce.policy = policy
        bulletin.post(PolicyState(inForce.model, policy, revision: inForce.stored), inForce.consents)
        current.withLock { $0.revision = policy.revision }
        reloads.increment()
        revision.record(policy.revision)
        logger.info("policy loaded", metadata: ["revision": "\(policy.revision)", "cause": "\(cause)"])
    }
}
