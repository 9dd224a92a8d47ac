import AuditTrail
import Logging
import PolicyStore

/// What the running proxy has taken in of the register of consents.
enum ConsentNews: Equatable, Sendable {
    /// What is in force from the start: the number of the register's last entry, and how many extensions have a consent.
    case atStart(last: Int64, standing: Int)
    /// This entry has come into force.
    case entered(ConsentEntry)

    /// The same for the audit.
    var event: AuditEvent {
        switch self {
        case .atStart(let last, let standing):
            return AuditEvent(
                .consent,
                .loaded,
                reason: "consents stand for \(standing) extensions; the register's last entry is number \(last)"
            )
        case .entered(let entry):
            let note = entry.note.isEmpty ? "" : ": \(entry.note)"
            let end = "entered by \(entry.recordedBy), number \(entry.number) of the register\(note)"
            var event: AuditEvent
            switch entry.event {
            case .given(let person, let day, _):
                let reason = "given by \(person) on \(day), \(end)"
                event = AuditEvent(.consent, .recorded, organization: entry.organization, reason: reason)
            case .withdrawn:
                event = AuditEvent(.consent, .withdrawn, organization: entry.organization, reason: end)
            }
            event.target = entry.extensionNumber
            return event
        }
    }

    /// Writes it to the log.
    func log(to logger: Logger) {
        switch self {
        case .atStart(let last, let standing):
            logger.info("consents read", metadata: ["last": "\(last)", "standing": "\(standing)"])
        case .entered(let entry):
            var metadata: Logger.Metadata = [
                "number": "\(entry.number)", "organization": "\(entry.organization)",
                "extension": "\(entry.extensionNumber)", "by": "\(entry.recordedBy)", "note": "\(entry.note)",
            ]
            switch entry.event {
            case .given(let person, let day, let owner):
                metadata["given-by"] = "\(person)"
                metadata["given-at"] = "\(day)"
                metadata["owner"] = owner.map { "\($0)" }
                logger.notice("consent recorded", metadata: metadata)
            case .withdrawn: logger.notice("consent withdrawn", metadata: metadata)
            }
        }
    }
}
