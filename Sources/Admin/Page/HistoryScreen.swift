import AccessPolicy
import BlockingWork
import Foundation
import Hummingbird
import PolicyAdministration
import PolicyFile
import PolicyStore

/// The history of an organisation's policy: who changed what and why, and how to go back.
struct HistoryScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("history") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let (store, before) = (desk.sources.store, Int64(visit.query["before"]) ?? .max)
            let revisions = try await desk.reading.run {
                try store.revisions(before: before, limit: PageLimits.revisionsMax, of: visit.name)
            }
            let title = visit.strings.text("history", "title")
            return desk.page("history", title, .history, HistoryPage(revisions, visit), visit)
        }
        router.get("history/:revision") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            return try await page(try number(context), visit)
        }
        router.post("history/:revision") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let number = try number(context)
            let form = try await desk.form(request)
            let edit = try await restoration(number, form["comment"], visit)
            do {
                guard case .save = FormAction(form["do"]) else {
                    return try await page(number, visit, meaning: try await desk.meaning(edit, visit))
                }
                let revision = try await desk.save(edit, visit)
                return .redirect(to: "\(visit.paths.history)?saved=\(revision)", type: .normal)
            } catch let error as PolicyEditError {
                return try await page(number, visit, error: error)
            }
        }
    }

    private func number(_ context: AdminRequestContext) throws -> Int64 {
        guard let number = context.parameters.get("revision").flatMap({ RevisionNumber.read($0) }) else {
            throw PageError.notFound
        }
        return number
    }

    /// What makes the organisation as it was.
    private func restoration(_ number: Int64, _ comment: String, _ visit: Visit) async throws -> PolicyEdit {
        let store = desk.sources.store
        return try await desk.reading.run {
            guard try store.revision(number, of: nil) != nil else { throw PageError.notFound }
            let items = try store.policy(at: number).filter { $0.key.isOf(visit.name) }
            guard !items.isEmpty else { throw PageError.notFound }
            let now = PolicyModel(organizations: [visit.organization]).items
            let (keys, current) = (Set(items.map(\.key)), Set(now))
            let words = visit.strings.text("history", "restored", ["revision": "\(number)"])
            return PolicyEdit(
                put: items.filter { !current.contains($0) },
                removed: now.map(\.key).filter { !keys.contains($0) },
                of: visit.state,
                using: now.map(\.key) + items.map(\.key),
                comment: comment.isEmpty ? words : comment
            )
        }
    }

    private func page(
        _ number: Int64,
        _ visit: Visit,
        meaning: Meaning? = nil,
        error: PolicyEditError? = nil
    ) async throws -> Response {
        let store = desk.sources.store
        let found = try await desk.reading.run { () -> (PolicyRevision, PolicyDifference)? in
            guard let revision = try store.revision(number, of: visit.name) else { return nil }
            return (revision, try store.difference(at: number))
        }
        guard let (revision, difference) = found else { throw PageError.notFound }
        let page = RevisionPage(revision, difference, visit, meaning: meaning, error: error)
        return desk.page("revision", page.title, .history, page, visit, status: error.status)
    }
}

/// The list of revisions.
struct HistoryPage {
    struct Row {
        let number: Int64
        let href: String
        let author: String
        let time: String
        let comment: String
    }

    let rows: [Row]
    let isEmpty: Bool
    let older: String?

    init(_ revisions: [PolicyRevision], _ visit: Visit) {
        rows = revisions.map {
            Row(
                number: $0.number,
                href: visit.paths.revisionPage($0.number),
                author: AuthorText.words($0.author, visit),
                time: AuthorText.time($0.time),
                comment: $0.comment
            )
        }
        isEmpty = rows.isEmpty
        let isFull = rows.count == PageLimits.revisionsMax
        older = isFull ? rows.last.map { "\(visit.paths.history)?before=\($0.number)" } : nil
    }
}

/// Who made a revision, and when.
enum AuthorText {
    static func words(_ author: String, _ visit: Visit) -> String {
        let parts = author.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return author }
        switch parts[0] {
        case "user": return visit.displayName(parts[1])
        case "operator": return visit.strings.text("history", "operator", ["name": parts[1]])
        default: return author
        }
    }

    /// By UTC, which whoever shows it says.
    static func time(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds))
            .formatted(.iso8601.dateSeparator(.dash).dateTimeSeparator(.space).timeSeparator(.colon))
            .replacing("Z", with: "")
    }
}

/// What one revision changed.
struct RevisionPage {
    struct Part {
        let title: String
        let lines: [Conflict.Line]
    }

    let title: String
    let path: String
    let back: String
    let author: String
    let time: String
    let comment: String?
    let parts: [Part]
    let more: String?
    let meaning: Meaning?
    let problems: [String]
    let hasProblems: Bool

    init(
        _ revision: PolicyRevision,
        _ difference: PolicyDifference,
        _ visit: Visit,
        meaning: Meaning?,
        error: PolicyEditError?
    ) {
        let strings = visit.strings
        title = strings.text("history", "one", ["revision": "\(revision.number)"])
        (path, back) = (visit.paths.revisionPage(revision.number), visit.paths.history)
        (author, time) = (AuthorText.words(revision.author, visit), AuthorText.time(revision.time))
        comment = revision.comment.isEmpty ? nil : revision.comment
        let own = { (item: PolicyItem) in item.key.isOf(visit.name) }
        let before = Dictionary(difference.before.filter(own).map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let after = Dictionary(difference.after.filter(own).map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let keys = Set(before.keys).union(after.keys).sorted {
            ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name)
        }
        parts = keys.prefix(PageLimits.placesShownMax).map { key in
            let (old, new) = (before[key].map { PartText($0, strings) }, after[key].map { PartText($0, strings) })
            let nothing = Conflict.nothing(in: key.kind, strings)
            let lines = (old ?? new)?.lines(with: old == nil ? nil : new) ?? []
            return Part(
                title: strings.text("history", "part-\(key.kind.rawValue)", ["name": key.name]),
                lines: lines.map { label, one, other in
                    let (was, now) = old == nil ? (nil, one) : (one, other)
                    return Conflict.Line(
                        label: label,
                        mine: was ?? nothing,
                        theirs: now ?? nothing,
                        differs: was != now
                    )
                }.filter(\.differs)
            )
        }
        let left = keys.count - parts.count
        more = left > 0 ? strings.plural("meaning", "more", left) : nil
        self.meaning = meaning
        let isConflict = if case .conflict = error { true } else { false }
        problems = FieldProblems(error, strings).all + (isConflict ? [strings.text("conflict", "title")] : [])
        hasProblems = !problems.isEmpty
    }
}
