/// What signing in needs to know of this installation.
public struct SignInSettings: Sendable {
    /// Where browsers find the admin address: `https://HOST[:PORT]` without a slash at the end.
    public var address: String
    /// The keys of this machine's command line, as they are now; without them its tokens are not taken.
    public var local: @Sendable () -> LocalToken?
    /// The identity provider, if there is one.
    public var oidc: OIDCSettings?
    /// What a check of a password costs.
    var cost = PasswordHash.Cost.sound

    /// Whether browsers come by TLS, so that cookies are for nothing else.
    public var isSecure: Bool { address.hasPrefix("https:") }

    /// The name of the session's cookie. With `__Host-` no other host or path can set it (RFC 6265bis §4.1.3.2).
    public var cookieName: String { isSecure ? "__Host-earshot" : "earshot" }

    /// Settings.
    public init(
        address: String,
        oidc: OIDCSettings? = nil,
        local: @escaping @Sendable () -> LocalToken? = { nil }
    ) {
        (self.address, self.local, self.oidc) = (address, local, oidc)
    }
}
