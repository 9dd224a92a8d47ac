import PolicyAdministration
import PolicyStore

/// What the pages show and change.
public struct PageSources: Sendable {
    let administration: PolicyAdministration
    let store: any Store
    let live: any LiveSource
    let audit: any AuditSearch
    let now: @Sendable () -> Int64

    /// Sources.
    ///
    /// - Parameters:
    ///   - store: where the history and the consents are.
    ///   - now: seconds since 1970-01-01 UTC.
    public init(
        administration: PolicyAdministration,
        store: any Store,
        live: any LiveSource,
        audit: any AuditSearch,
        now: @escaping @Sendable () -> Int64
    ) {
        (self.administration, self.store, self.live) = (administration, store, live)
        (self.audit, self.now) = (audit, now)
    }
}
