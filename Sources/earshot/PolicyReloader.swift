import AccessPolicy
import CoreMetrics
import Foundation
import Logging
import Metrics
import PolicyFile
import Proxy
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Loads the policy anew on SIGHUP and when its file has changed, and the certificates on SIGHUP. A bad policy is reported whole, and the one in force stays.
/// Other consents are put in force with the policy that is.
final class PolicyReloader: Service {
    private struct Stamp: Equatable {
        let modified: Date?
        let size: Int?
        let inode: Int?
    }

    private struct State {
        var revision: UInt64 = 1
        /// Problems of the file, if that is not what is in force.
        var problems = 0
        var stamp: Stamp
    }

    private struct InForce {
        var policy: PolicySnapshot
        var consents: StandingConsents
    }

    /// How often the file, and the register of consents, is looked at; a second is what an administrator takes for at once.
    static let pollInterval = Duration.milliseconds(250)

    private let path: String
    private let publisher: SnapshotPublisher
    private let certificates: TLSCertificates?
    private let record: PolicyRecord?
    private let logger: Logger
    /// Held while a policy is made and published, so that there is one after the other.
    private let inForce: Mutex<InForce>
    private let current: Mutex<State>
    private let reloads = Counter(label: "earshot_policy_reloads_total")
    private let failures = Counter(label: "earshot_policy_reload_failures_total")
    private let revision = Gauge(label: "earshot_policy_revision")

    /// A reloader that begins with a policy which is in force already, and was made with these consents.
    init(
        path: String,
        policy: PolicySnapshot,
        consents: StandingConsents,
        publisher: SnapshotPublisher,
        certificates: TLSCertificates?,
        record: PolicyRecord? = nil,
        logger: Logger
    ) {
        inForce = Mutex(InForce(policy: policy, consents: consents))
        self.record = record
        self.certificates = certificates
        self.path = path
        self.publisher = publisher
        self.logger = logger
        current = Mutex(State(stamp: Self.stamp(of: path)))
        revision.record(1)
    }

    /// Which policy is in force, in words.
    var state: String {
        let state = current.withLock { $0 }
        let text = "revision \(state.revision) in force"
        return state.problems == 0 ? text : "\(text); the policy file has \(state.problems) problems"
    }

    /// Puts these consents in force, and has done so when it returns.
    func use(_ consents: StandingConsents) {
        inForce.withLock { inForce in
            inForce.consents = consents
            publish(inForce.policy.with(consents, revision: inForce.policy.revision + 1), &inForce, "consents changed")
            record?.loaded(inForce.policy, from: nil, cause: "consents changed")
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
            reload("signal")
            reloadCertificates()
        }
    }

    private func reloadOnChange() async {
        let ticks = AsyncStream<Void>(unfolding: { try? await Task.sleep(for: Self.pollInterval) })
        for await _ in ticks.cancelOnGracefulShutdown() {
            let stamp = Self.stamp(of: path)
            let changed = current.withLock { state in
                defer { state.stamp = stamp }
                return state.stamp != stamp
            }
            if changed { reload("file changed") }
        }
    }

    private func reloadCertificates() {
        do {
            try certificates?.reload()
        } catch {
            logger.error("certificates not loaded; those in use stay", metadata: ["problem": "\(error)"])
        }
    }

    func reload(_ cause: String) {
        inForce.withLock { inForce in
            do throws(InvalidPolicyError) {
                let next = inForce.policy.revision + 1
                let policy = try PolicyFile.load(path: path, consents: inForce.consents, revision: next)
                current.withLock { $0.problems = 0 }
                publish(policy, &inForce, cause)
                record?.loaded(policy, from: path, cause: cause)
            } catch {
                failures.increment()
                record?.refused(error.problems, revision: inForce.policy.revision)
                current.withLock { $0.problems = error.problems.count }
                for problem in error.problems {
                    logger.error("policy not loaded; the one in force stays", metadata: ["problem": "\(problem)"])
                }
            }
        }
    }

    private func publish(_ policy: PolicySnapshot, _ inForce: inout InForce, _ cause: String) {
        publisher.publish(policy)
        inForce.policy = policy
        current.withLock { $0.revision = policy.revision }
        reloads.increment()
        revision.record(policy.revision)
        logger.info("policy loaded", metadata: ["revision": "\(policy.revision)", "cause": "\(cause)"])
    }

    private static func stamp(of path: String) -> Stamp {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return Stamp(
            modified: attributes?[.modificationDate] as? Date,
            size: (attributes?[.size] as? NSNumber)?.intValue,
            inode: (attributes?[.systemFileNumber] as? NSNumber)?.intValue
        )
    }
}
