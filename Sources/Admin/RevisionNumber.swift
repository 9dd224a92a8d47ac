import PolicyStore

/// The number of a revision, as somebody writes it in a path.
enum RevisionNumber {
    /// Nil for what is no number of a revision, or is written otherwise than we do.
    static func read(_ text: String) -> Int64? {
        guard let number = Int64(text), number > 0, "\(number)" == text else { return nil }
        return number
    }
}

extension Store {
    /// A revision; nil when there is none of that number.
    ///
    /// - Parameter organization: only if it changed something of it; any when nil.
    func revision(_ number: Int64, of organization: String?) throws(StoreError) -> PolicyRevision? {
        guard let found = try lastRevision(upTo: number, of: organization), found.number == number else { return nil }
        return found
    }

    /// The last revision that has this number or a lower one; nil when there is none.
    func lastRevision(upTo number: Int64, of organization: String?) throws(StoreError) -> PolicyRevision? {
        // Any number may be asked for, and the greatest has no next.
        guard number < .max else { return nil }
        return try revisions(before: number + 1, limit: 1, of: organization).first
    }
}
