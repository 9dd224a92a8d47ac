/// What verifies digest credentials: for each user name, realm and algorithm the hash HA1 (RFC 7616 §3.4.2). Never a password.
public struct DigestSecrets: Sendable {
    /// One HA1.
    public struct Entry: Hashable, Sendable {
        /// The user name, as the phone sends it.
        public let user: [UInt8]
        /// The realm that the hash was made for.
        public let realm: [UInt8]
        /// What it was made with.
        public let algorithm: DigestAlgorithm
        /// The hash in lower-case hexadecimal.
        public let ha1: [UInt8]

        init(user: [UInt8], realm: [UInt8], algorithm: DigestAlgorithm, known ha1: [UInt8]) {
            (self.user, self.realm, self.algorithm, self.ha1) = (user, realm, algorithm, ha1)
        }

        /// A hash that somebody else has made. Nil when it is not so many hexadecimal digits.
        public init?(user: String, realm: String, algorithm: DigestAlgorithm, ha1: String) {
            let digits = ha1.utf8.map(ASCII.lowercased)
            guard digits.count == algorithm.digits, digits.allSatisfy({ ASCII.hexValue($0) != nil }) else {
                return nil
            }
            (self.user, self.realm) = (Array(user.utf8), Array(realm.utf8))
            (self.algorithm, self.ha1) = (algorithm, digits)
        }

        /// The hash of a password, which is not kept.
        public init(user: String, realm: String, algorithm: DigestAlgorithm, password: String) {
            (self.user, self.realm, self.algorithm) = (Array(user.utf8), Array(realm.utf8), algorithm)
            ha1 = algorithm.hash([self.user, self.realm, Array(password.utf8)])
        }
    }

    private struct Key: Hashable {
        let user: [UInt8]
        let realm: [UInt8]
        let algorithm: DigestAlgorithm
    }

    private var hashes: [Key: [UInt8]] = [:]
    /// User names of each realm that have an HA1 of each algorithm.
    private var counts: [[UInt8]: [DigestAlgorithm: Int]] = [:]
    private var users: [[UInt8]: Set<[UInt8]>] = [:]

    /// No secrets.
    public init() {}

    /// Secrets; of two for the same name the first counts.
    public init(_ entries: [Entry]) {
        for entry in entries { insert(entry) }
    }

    /// Adds one. False, and nothing changed, when the same name has another hash already.
    @discardableResult
    public mutating func insert(_ entry: Entry) -> Bool {
        let key = Key(user: entry.user, realm: entry.realm, algorithm: entry.algorithm)
        if let known = hashes[key] { return known == entry.ha1 }
        hashes[key] = entry.ha1
        counts[entry.realm, default: [:]][entry.algorithm, default: 0] += 1
        users[entry.realm, default: []].insert(entry.user)
        return true
    }

    /// All of them, in no order.
    public var entries: [Entry] {
        hashes.map { Entry(user: $0.user, realm: $0.realm, algorithm: $0.algorithm, known: $1) }
    }

    /// How many hashes there are.
    public var count: Int { hashes.count }

    func ha1(of user: [UInt8], in realm: [UInt8], _ algorithm: DigestAlgorithm) -> [UInt8]? {
        hashes[Key(user: user, realm: realm, algorithm: algorithm)]
    }

    /// What a challenge offers, the best first: each algorithm that everybody of the realm has a hash of. A phone takes the first that it
    /// knows (RFC 8760 §2.4), so an offer that some cannot be verified with would lock them out; and an offer that depends on the
    /// user would tell a stranger who is there.
    func offered(in realm: [UInt8]) -> [DigestAlgorithm] {
        let everybody = users[realm]?.count ?? 0
        let common = DigestAlgorithm.allCases.filter { counts[realm]?[$0] == everybody }
        return common.isEmpty ? DigestAlgorithm.allCases : common
    }
}

/// How digest is done.
public struct DigestSettings: Sendable {
    /// The realm; nil for the first domain of the organisation that From names. One realm cannot serve several organisations, whose
    /// user names may be the same, so it counts only where there is one.
    public var realm: String?
    /// The hashes.
    public var secrets: DigestSecrets
    /// How long a nonce is good.
    public var nonceSeconds: Int64

    /// Settings; a nonce is good for 30 s when nothing else is said.
    public init(realm: String?, secrets: DigestSecrets, nonceSeconds: Int64 = 30) {
        self.realm = realm
        self.secrets = secrets
        self.nonceSeconds = nonceSeconds
    }
}
