/// The feature codes that are configured, for those who administer the policy.
public struct FeatureCodeList: Sendable, Equatable {
    /// One code.
    public struct Code: Sendable, Equatable {
        /// What is dialled, with `{extension}` for the number.
        public let dial: String
        /// What it does, as the configuration says it.
        public let action: String
        /// Whether keys pressed in the call lead to other targets.
        public let hops: Bool

        /// A code.
        public init(dial: String, action: String, hops: Bool) {
            (self.dial, self.action, self.hops) = (dial, action, hops)
        }
    }

    /// The codes, in the order in which they are looked at.
    public let codes: [Code]

    /// A list of codes.
    public init(_ codes: [Code] = []) { self.codes = codes }
}
