/// What is understood of an RLMI document (RFC 4662 §5).
struct ResourceList {
    /// The document's number within the subscription.
    var version: UInt64 = 0
    /// Whether it tells of every resource, or of those that changed.
    var isFullState = false
    /// In the order of the document.
    var resources: [Resource] = []
    /// Whether it was well-formed, so that what belongs to whom is beyond doubt.
    var isStrict = true

    /// One resource.
    struct Resource {
        /// Its URI, references replaced; nil if it is missing or too long.
        var uri: [UInt8]?
        /// Its first name, references replaced; nil if it is missing or too long.
        var name: [UInt8]?
        /// Its instances.
        var instances: [Instance] = []
    }

    /// One instance of a resource.
    struct Instance {
        /// Its id; empty if it is missing or too long.
        var id: [UInt8] = []
        /// What became of the subscription behind it.
        var state: State
        /// Why it is over.
        var reason: Reason?
        /// The Content-ID of the part that tells of it; nil if none does.
        var cid: [UInt8]?
    }

    /// RFC 4662 §5.5, attribute `state`.
    enum State: CaseIterable {
        /// Each is the attribute's value of the same name.
        case active, pending, terminated

        /// The attribute's value.
        var token: StaticString {
            switch self {
            case .active: "active"
            case .pending: "pending"
            case .terminated: "terminated"
            }
        }
    }

    /// RFC 4662 §5.5, attribute `reason`: those of RFC 3265 §3.2.4.
    enum Reason: CaseIterable {
        /// Each is the attribute's value of the same name.
        case deactivated, probation, rejected, timeout, giveup, noresource

        /// The attribute's value.
        var token: StaticString {
            switch self {
            case .deactivated: "deactivated"
            case .probation: "probation"
            case .rejected: "rejected"
            case .timeout: "timeout"
            case .giveup: "giveup"
            case .noresource: "noresource"
            }
        }
    }
}
