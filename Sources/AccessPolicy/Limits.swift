/// The largest policy that is accepted. Past a limit the compiler reports a problem; nothing is cut silently.
public enum PolicyLimits {
    /// Organisations in one policy.
    public static let organizations = 1_000
    /// Domains of one organisation.
    public static let domains = 256
    /// Users of one organisation.
    public static let users = 100_000
    /// Users of all organisations together.
    public static let usersOverall = 1_000_000
    /// Roles of one organisation, `Admin` included.
    public static let roles = 4_096
    /// Extensions of one organisation: listed, owned or both.
    public static let extensions = 200_000
    /// Members of one role or of one `only` list.
    public static let members = 10_000
    /// Custom statuses of one organisation.
    public static let statuses = 256
    /// Length of a name (organisation, domain, user, role, extension), in UTF-8 bytes.
    public static let nameBytes = 255
    /// Length of a custom status, in UTF-8 bytes.
    public static let statusBytes = 64
    /// Problems that are listed for one policy; the rest is only counted.
    public static let problems = 1_000
    /// Findings of one kind in one organisation; the rest is only counted.
    static let findingsOfOneKind = 100
    /// Members that a reason spells out before it says how many more there are.
    static let membersInReason = 5
    /// Slots that a name lookup may visit. The table grows until every name is found within them.
    static let probes = 16
    /// Doublings that a name table may go through to keep within `probes`.
    static let tableDoublings = 6
}
