/// One digest hash as it is kept (RFC 7616 §3.4.2). Never a password.
public struct StoredSecret: Sendable, Hashable {
    /// The realm that the hash was made for, which names the organisation.
    public var realm: String
    /// The user name, as the phone sends it.
    public var user: String
    /// What it was made with, as a challenge says it, such as `SHA-256`.
    public var algorithm: String
    /// The hash in lower-case hexadecimal.
    public var ha1: String

    /// A hash.
    public init(realm: String, user: String, algorithm: String, ha1: String) {
        (self.realm, self.user, self.algorithm, self.ha1) = (realm, user, algorithm, ha1)
    }
}
