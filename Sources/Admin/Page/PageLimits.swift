/// The bounds of what the pages take in and show.
enum PageLimits {
    /// Fields of a form.
    static let fieldsMax = 100_000
    /// Rows of a page of a list.
    static let rowsMax = 50
    /// Pages that can be asked for by number.
    static let pagesMax = 100_000
    /// Roles, and users, that are offered to choose from at once.
    static let offeredMax = 12
    /// Extensions that the drop-down offers at once.
    static let optionsMax = 20
    /// Members of a list that are shown one by one; all are kept.
    static let membersShownMax = 500
    /// Nodes of a tree of roles.
    static let treeNodesMax = 500
    /// Nodes of a tree that is open from the start.
    static let treeOpenMax = 60
    /// How deep a tree of roles is shown.
    static let treeDepthMax = 12
    /// Names that stand under what a change means, for each line of it.
    static let namesMax = 100
    /// Extensions that one edit may change.
    static let bulkMax = 20_000
    /// Revisions of a page of the history.
    static let revisionsMax = 30
    /// Rows of the live page.
    static let liveRowsMax = 500
    /// Milliseconds after which a browser whose stream of events has ended asks for another.
    static let streamRetryMilliseconds = 1_000
    /// Consents that are listed.
    static let consentsMax = 500
    /// Places that name a user or role, shown before it is taken out of them.
    static let placesShownMax = 100
}
