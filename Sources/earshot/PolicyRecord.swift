import AccessPolicy
import AuditTrail
import Proxy
import Synchronization

/// Puts on record which policy is in force, and what the operator switches.
final class PolicyRecord: Sendable {
    private let audit: AuditLog
    /// The operator's switches of an organisation.
    private struct Switches {
        var isListeningEnabled = true
        var mode = PolicyMode.enforce
    }

    /// By organisation; nothing is known of any at first.
    private let switches = Mutex<[String: Switches]>([:])

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
            policy.organizations.map {
                (
                    policy.name(of: $0),
                    Switches(isListeningEnabled: policy.isListeningEnabled(in: $0), mode: policy.mode(of: $0))
                )
            },
            uniquingKeysWith: { one, _ in one }
        )
        let before = switches.withLock { known in
            defer { known = now }
            return known
        }
        return [loaded]
            + now.sorted { $0.key < $1.key }.flatMap { name, now in
                Self.events(of: name, from: before[name, default: Switches()], to: now)
            }
    }

    private static func events(of name: String, from before: Switches, to now: Switches) -> [AuditEvent] {
        var events: [AuditEvent] = []
        if before.isListeningEnabled != now.isListeningEnabled {
            let (verdict, word): (AuditEvent.Verdict, String) =
                now.isListeningEnabled ? (.enabled, "on") : (.disabled, "off")
            let reason = "the operator has switched listening \(word)"
            events.append(AuditEvent(.listening, verdict, organization: name, reason: reason))
        }
        if before.mode != now.mode {
            let (verdict, words): (AuditEvent.Verdict, String) =
                switch now.mode {
                case .enforce: (.enforce, "the policy is enforced from now on")
                case .shadow: (.shadow, "the policy is not enforced any more; what it would do goes on record")
                }
            events.append(AuditEvent(.mode, verdict, organization: name, reason: words))
        }
        return events
    }
}
