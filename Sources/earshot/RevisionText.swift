import Foundation
import PolicyStore

/// A revision of the policy, for a person and for a program.
enum RevisionText {
    /// Who made it and why.
    static func maker(_ revision: PolicyRevision) -> String {
        revision.comment.isEmpty ? "by \(revision.author)" : "by \(revision.author): \(revision.comment)"
    }

    /// One line of the history.
    static func line(_ revision: PolicyRevision) -> String {
        let number = "\(revision.number)"
        let gap = String(repeating: " ", count: max(1, 7 - number.count))
        return "\(number)\(gap)\(time(revision))  \(revision.author)"
            + (revision.comment.isEmpty ? "" : "  \(revision.comment)")
    }

    static func json(_ revision: PolicyRevision) -> JSONText.Value {
        .object([
            ("revision", .number(Int(revision.number))), ("time", .string(time(revision))),
            ("author", .string(revision.author)), ("comment", .string(revision.comment)),
        ])
    }

    private static func time(_ revision: PolicyRevision) -> String {
        Date(timeIntervalSince1970: TimeInterval(revision.time)).ISO8601Format()
    }
}
