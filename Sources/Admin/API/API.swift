import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyStore
import SignIn

/// The policy, and who signs in to it, for programs: REST under `/api/v1`, and AuthZEN under `/access/v1`.
///
/// It holds no rule: who may what says `PolicyState`, what may be changed `PolicyAdministration`, what a decision is the policy in force, and who
/// somebody is `SignInDesk`.
public struct API: Sendable {
    /// A route with its path, as requests are held against it.
    struct Entry: Sendable {
        let path: APIPath
        let route: APIRoute
    }

    let administration: PolicyAdministration
    let store: any Store
    let desk: SignInDesk
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
    ///   - desk: where people say who they are; it knows where clients reach us.
    ///   - now: seconds since 1970-01-01 UTC.
    public init(
        _ administration: PolicyAdministration,
        store: any Store,
        desk: SignInDesk,
        live: any LiveSource,
        audit: any AuditSearch,
        featureCodes: FeatureCodeList,
        now: @escaping @Sendable () -> Int64 = AdminClock.system.now
    ) {
        (self.administration, self.store, self.desk, self.live) = (administration, store, desk, live)
        (self.audit, self.featureCodes, self.now) = (audit, featureCodes, now)
        table = routes.map { Entry(path: APIPath($0.path), route: $0) }
    }

    /// Everything that can be asked for.
    var routes: [APIRoute] {
        let all: [[APIRoute]] = [
            organizationRoutes, organizationPartRoutes, userRoutes, roleRoutes, extensionRoutes, bulkRoutes,
            previewRoutes, findingRoutes, explanationRoutes, consentRoutes, revisionRoutes, liveRoutes, auditRoutes,
            signInRoutes, codeRoutes, tokenRoutes, accountRoutes, generalRoutes, evaluationRoutes,
        ]
        return all.flatMap { $0 }
    }
}
