import PBXFiles

/// What a role that is taken in is called.
///
/// Only who writes tables of ours names roles as they like. What a PBX has called a group says first what kind of group that was, so that it is never the role
/// `Admin`, seldom one that was made by hand, and never one with a group of another kind.
enum RoleName {
    /// As somebody wrote it in a table of ours: any role, `Admin` too.
    case written(String)
    /// The phones that ring for each other.
    case callGroup(String)
    /// The phones that take each other's calls.
    case pickupGroup(String)
    /// A group of FreePBX that has a number, and may have a description.
    case ringGroup(number: String, description: String?)
    /// A class of service.
    case serviceClass(String)
    /// A `<group>` of FreeSWITCH's directory.
    case directoryGroup(String)
    /// A context of Asterisk that phones subscribe from.
    case context(String)

    // INVARIANT: what does not come from `written` begins with a word of ours, and a blank (`RoleNameTests.nothingOfAPBXIsTheAdmin`).
    /// The name in the policy; empty where the PBX's is.
    var text: String {
        switch self {
        case .written(let name): name
        case .callGroup(let name): Self.text("Group", name)
        case .pickupGroup(let name): Self.text("Pickup", name)
        case .ringGroup(let number, let description): Self.text("Ring group", "\(number) \(description ?? "")")
        case .serviceClass(let name): Self.text("Class", name)
        case .directoryGroup(let name): Self.text("Directory group", name)
        case .context(let name): Self.text("Context", name)
        }
    }

    private static func text(_ kind: String, _ name: String) -> String {
        let name = TextLines.trimmed(name[...])
        return name.isEmpty ? "" : "\(kind) \(name)"
    }
}
