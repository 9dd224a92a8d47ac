import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyStore

/// The policy for programs: REST under `/api/v1`, and AuthZEN under `/access/v1`.
///
/// It holds no rule: who may what says `PolicyState`, what may be changed `PolicyAdministration`, and what a decision is the policy in force.
public struct API: Sendable {
    /// A route with its path, as requests are held against it.
    struct Entry: Sendable {
        let path: APIPath
        let route: APIRoute
    }

    let administration: PolicyAdministration
    let store: any Store
    /// Where clients reach us, without a slash at the end.
    let address: String
    let live: any LiveSource
    let audit: any AuditSearch
    let featureCodes: FeatureCodeList
    let now: @Sendable () -> Int64
    let work = WorkQueue()
    let streams = StreamCount()
    private(set) var table: [Entry] = []

    /// An API over the policy in force.
    ///
    /// - Parameters:
    ///   - store: where the history and the register of consents are.
    ///   - address: where clients reach us, as they write it.
    ///   - now: seconds since 1970-01-01 UTC.
    public init(
        _ administration: PolicyAdministration,
        store: any Store,
        address: String,
        live: any LiveSource,
        audit: any AuditSearch,
        featureCodes: FeatureCodeList,
        now: @escaping @Sendable () -> Int64 = AdminClock.system.now
    ) {
        (self.administration, self.store, self.address, self.live) = (administration, store, address, live)
        (self.audit, self.featureCodes, self.now) = (audit, featureCodes, now)
        table = routes.map { Entry(path: APIPath($0.path), route: $0) }
    }

    /// Everything that can be asked for.
    var routes: [APIRoute] {
        organizationRoutes + organizationPartRoutes + userRoutes + roleRoutes + extensionRoutes + bulkRoutes
            + previewRoutes + findingRoutes + explanationRoutes + consentRoutes + revisionRoutes + liveRoutes
            + auditRoutes
            + generalRoutes + evaluationRoutes
    }
}
