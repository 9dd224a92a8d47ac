/// A resource list that may be sent to a watcher, each member as that watcher may see it.
public struct RebuiltList: Sendable {
    /// The body, with its type and how well the input was understood: the first part that could not be used tells.
    public let body: RebuiltBody
    /// Whether the list as it came holds nothing that the watcher may not see, in whatever way a phone reads it: every
    /// member is disclosed in full, and every part is some member's.
    public let isWhole: Bool
}
