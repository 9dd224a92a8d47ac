/// An identity provider (OpenID Connect Core 1.0), and what its claims mean here.
public struct OIDCSettings: Sendable, Equatable {
    /// Which organisation somebody is of.
    public enum Organization: Sendable, Equatable {
        /// Everybody is of this one.
        case fixed(String)
        /// The value of this claim.
        case claim(String)
    }

    /// The provider's issuer, which is also where its document is found.
    public var issuer: String
    /// What we are called there.
    public var clientID: String
    /// The secret that goes with it; nil for a public client.
    public var clientSecret: String?
    /// How the button says it.
    public var label: String
    /// Which organisation somebody is of; nil when only operators sign in this way.
    public var organization: Organization?
    /// The claim whose value is the user's name in the policy.
    public var userClaim: String
    /// The claim that says who is an operator.
    public var operatorsClaim: String
    /// Its values that make one; nobody when empty.
    public var operators: Set<String>
    /// What is asked for.
    public var scopes: [String]

    /// Settings.
    public init(
        issuer: String,
        clientID: String,
        clientSecret: String? = nil,
        label: String = "Single sign-on",
        organization: Organization? = nil,
        userClaim: String = "preferred_username",
        operatorsClaim: String = "groups",
        operators: Set<String> = [],
        scopes: [String] = ["openid", "profile"]
    ) {
        (self.issuer, self.clientID, self.clientSecret) = (issuer, clientID, clientSecret)
        (self.label, self.organization, self.userClaim) = (label, organization, userClaim)
        (self.operatorsClaim, self.operators, self.scopes) = (operatorsClaim, operators, scopes)
    }
}
