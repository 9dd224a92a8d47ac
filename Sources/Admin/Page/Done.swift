import PolicyAdministration

/// What was done just before a page was asked for, as the address that led to it says: told above the page.
///
/// An address may say anything: it chooses one of our sentences, and gives a number at the most.
struct Done {
    let text: String
    /// Where the history says what has changed; nil where there is nothing, or not for this person.
    let changes: String?

    init?(_ visit: Visit) {
        let (strings, query) = (visit.strings, visit.query)
        let revision = Int64(query["saved"])
        let what = revision == nil ? query["done"] : query.has("done") ? query["done"] : "saved"
        guard let given = strings.sections["done"]?[what], given.contains("{revision}") == (revision != nil) else {
            return nil
        }
        let words = ["revision": revision.map { "\($0)" } ?? ""]
        text =
            if let count = Int(query["count"]), what == "saved" {
                strings.plural("bulk", "saved", count, words)
            } else {
                strings.text("done", what, words)
            }
        changes = visit.isAdmin ? revision.map(visit.paths.revisionPage) : nil
    }
}
