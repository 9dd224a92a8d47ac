/// What somebody watches or listens to now.
public struct LiveList: Sendable, Codable, Equatable {
    /// One subscription or listening call.
    public struct Entry: Sendable, Codable, Equatable {
        /// The organisation's name.
        public var organization: String
        /// Who watches or listens, by name.
        public var watcher: String
        /// The extension; `*` when a code listens to whichever is asked for later.
        public var target: String
        /// What it is.
        public var kind: Kind
        /// The event package of a subscription; empty for a call.
        public var package: String
        /// How much may be seen now: `none`, `status` or `full`.
        public var disclosure: String
        /// When it began (RFC 3339).
        public var since: String
        /// When it ends unless it is renewed (RFC 3339).
        public var expires: String
        /// The phone's address and port.
        public var phone: String
        /// The PBX's address and port.
        public var pbx: String
        /// The Call-ID.
        public var callID: String

        private enum CodingKeys: String, CodingKey {
            case organization, watcher, kind, package, disclosure, since, expires, phone, pbx
            case target = "extension"
            case callID = "call-id"
        }

        /// An entry.
        public init(
            organization: String,
            watcher: String,
            target: String,
            kind: Kind,
            package: String,
            disclosure: String,
            since: String,
            expires: String,
            phone: String,
            pbx: String,
            callID: String
        ) {
            (self.organization, self.watcher, self.target) = (organization, watcher, target)
            (self.kind, self.package, self.disclosure) = (kind, package, disclosure)
            (self.since, self.expires, self.phone) = (since, expires, phone)
            (self.pbx, self.callID) = (pbx, callID)
        }
    }

    /// What an entry is.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Somebody watches.
        case subscription
        /// Somebody listens.
        case listening
    }

    /// The entries, the oldest first.
    public var live: [Entry]
    /// Whether there are more than are listed.
    public var truncated: Bool

    /// A list.
    public init(live: [Entry], truncated: Bool) { (self.live, self.truncated) = (live, truncated) }
}

/// Which entries are asked for: those that fit all that is said.
public struct LiveQuery: Sendable, Equatable {
    /// The organisation.
    public var organization: String?
    /// The watcher's name.
    public var watcher: String?
    /// The extension.
    public var target: String?
    /// What it is.
    public var kind: LiveList.Kind?

    /// A query; everything when nothing is said.
    public init(watcher: String? = nil, target: String? = nil, kind: LiveList.Kind? = nil) {
        (self.watcher, self.target, self.kind) = (watcher, target, kind)
    }
}

/// What the admin address asks of the running proxy about those who watch and listen. The proxy does not know this target, nor this target the proxy.
public protocol LiveSource: Sendable {
    /// What there is now, bounded.
    func live(_ query: LiveQuery) -> LiveList
}
