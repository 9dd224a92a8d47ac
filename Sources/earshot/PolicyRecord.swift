import AccessPolicy
import AuditTrail
import Proxy
import Synchronization

/// Puts on record which policy is in force, and what the operator switches.
final class PolicyRecord: Sendable {
    private let audit: AuditLog
    /// Whether listening is enabled, by organisation; nothing is known of any at first.
    private let listening = Mutex<[String: Bool]>([:])

    init(_ audit: AuditLog) {
        self.audit = audit
    }

    /// A policy is in force.
    ///
    /// - Parameter file: the text of its file; nil when it is as it was, or comes from none.
    func loaded(_ policy: PolicySnapshot, file: String? = nil, cause: String) {
        for event in events(policy, file: file, cause: cause) { audit.note(event) }
    }

    /// A policy was not taken, and the one before is still in force.
    func refused(_ problems: [PolicyProblem], revision: UInt64) {
        let first = problems.first.map { ": \($0)" } ?? ""
        let reason = "the file has \(problems.count) problems, and the policy before it stays in force\(first)"
        var event = AuditEvent(.policy, .refused, reason: reason)
        event.revision = revision
        audit.note(event)
    }

    /// Looks whether the audit's file was put elsewhere.
    func follow() { audit.follow() }

    /// What is to be put on record of a policy: itself, and every switch that stands otherwise than before. What nothing is known of was enabled.
    func events(_ policy: PolicySnapshot, file: String?, cause: String) -> [AuditEvent] {
        var loaded = AuditEvent(.policy, .loaded, reason: "\(cause); \(policy.organizations.count) organizations")
        loaded.revision = policy.revision
        loaded.policyHash = file.map { AuditHash(of: Array($0.utf8)) }
        let now = Dictionary(
            policy.organizations.map { (policy.name(of: $0), policy.isListeningEnabled(in: $0)) },
            uniquingKeysWith: { one, _ in one }
        )
        let before = listening.withLock { known in
            defer { known = now }
            return known
        }
        let switched = now.filter { before[$0.key, default: true] != $0.value }.sorted { $0.key < $1.key }
        return [loaded]
            + switched.map { name, isEnabled in
                AuditEvent(
                    .listening,
                    isEnabled ? .enabled : .disabled,
                    organization: name,
                    reason: isEnabled
                        ? "the operator has switched listening on" : "the operator has switched listening off"
                )
            }
    }
}
