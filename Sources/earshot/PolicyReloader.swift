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
final class PolicyReloader: Service {
    private struct Stamp: Equatable {
        let modified: Date?
        let size: Int?
        let inode: Int?
    }

    private struct State {
        var revision: UInt64 = 1
        var text = "revision 1 in force"
        var stamp: Stamp
    }

    /// How often the file is looked at; a second is what an administrator takes for at once.
    private static let pollInterval = Duration.milliseconds(250)

    private let path: String
    private let publisher: SnapshotPublisher
    private let certificates: TLSCertificates?
    private let logger: Logger
    private let current: Mutex<State>
    private let reloads = Counter(label: "earshot_policy_reloads_total")
    private let failures = Counter(label: "earshot_policy_reload_failures_total")
    private let revision = Gauge(label: "earshot_policy_revision")

    init(path: String, publisher: SnapshotPublisher, certificates: TLSCertificates?, logger: Logger) {
        self.certificates = certificates
        self.path = path
        self.publisher = publisher
        self.logger = logger
        current = Mutex(State(stamp: Self.stamp(of: path)))
        revision.record(1)
    }

    /// Which policy is in force, in words.
    var state: String { current.withLock { $0.text } }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.reloadOnSignal() }
            group.addTask { await self.reloadOnChange() }
        }
    }

    private func reloadOnSignal() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
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

    private func reload(_ cause: String) {
        let next = current.withLock { $0.revision } + 1
        do throws(InvalidPolicyError) {
            let snapshot = try PolicyFile.load(path: path, revision: next)
            publisher.publish(snapshot)
            current.withLock { state in
                state.revision = next
                state.text = "revision \(next) in force"
            }
            reloads.increment()
            revision.record(next)
            logger.info("policy loaded", metadata: ["revision": "\(next)", "cause": "\(cause)"])
        } catch {
            failures.increment()
            current.withLock { state in
                state.text = "revision \(state.revision) in force; the policy file has \(error.problems.count) problems"
            }
            for problem in error.problems {
                logger.error("policy not loaded; the one in force stays", metadata: ["problem": "\(problem)"])
            }
        }
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
