/// The event package whose NOTIFY is rebuilt.
///
/// It decides nothing but the safe body: what a document is rebuilt as follows from its root element.
public enum MonitoredPackage: Sendable {
    /// `Event: dialog`, with `;sla`, `;ma` or `;shared` too (RFC 4235).
    case dialog
    /// `Event: presence` (RFC 3856).
    case presence
    /// `Event: conference` (RFC 4575).
    case conference
}
