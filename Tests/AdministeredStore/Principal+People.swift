import PolicyAdministration

/// The people of the policies that are administered in tests.
extension Principal {
    /// An operator.
    public static let root = Principal(.operator(name: "root"))
    /// The Admin of Example Ltd.
    public static let alice = Principal(.user(organization: "Example Ltd", name: "alice"))
    /// A user who owns 102.
    public static let bob = Principal(.user(organization: "Example Ltd", name: "bob"))
    /// A user who owns 99, which is locked.
    public static let carol = Principal(.user(organization: "Example Ltd", name: "carol"))
    /// The Admin of another organisation.
    public static let eve = Principal(.user(organization: "Other Ltd", name: "eve"))
}
