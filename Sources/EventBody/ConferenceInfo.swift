/// What is understood of a conference document (RFC 4575): how many take part, and whether it goes on. Not who.
struct ConferenceInfo {
    /// The document's number within the subscription.
    var version: UInt64 = 0
    /// All of the conference or the changes.
    var completeness = DialogInfo.Completeness.full
    /// How many take part, at most `Limits.usersMax`; nil if that is not said, or they are more.
    var userCount: UInt64?
    /// Whether the conference goes on, if that is said.
    var isActive: Bool?
}
