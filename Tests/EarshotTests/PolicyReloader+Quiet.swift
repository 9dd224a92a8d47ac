import AccessPolicy
import Logging

@testable import earshot

extension PolicyReloader {
    /// One that begins with this policy and no consents, and writes no log.
    static func quiet(
        _ source: any PolicySource,
        _ policy: LoadedPolicy,
        _ publisher: SnapshotPublisher
    ) -> PolicyReloader {
        PolicyReloader(
            source: source,
            policy: policy,
            consents: StandingConsents(),
            publisher: publisher,
            certificates: nil,
            logger: .silent
        )
    }
}
