import Foundation
import Hummingbird
import PolicyAdministration

/// The audit, searched.
struct AuditScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("audit") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let fields = visit.query
            var query = AuditQuery(organization: visit.name, limit: PageLimits.rowsMax)
            func text(_ name: String) -> String? { fields[name].isEmpty ? nil : fields[name] }
            (query.watcher, query.target) = (text("watcher"), text("extension"))
            (query.action, query.verdict, query.cursor) = (text("action"), text("verdict"), text("cursor"))
            query.from = text("from").flatMap(AuditView.seconds)
            query.until = text("until").flatMap(AuditView.seconds).map { $0 + 86_400 }
            let title = visit.strings.text("audit", "title")
            do throws(AuditSearchError) {
                let found = try await desk.sources.audit.search(query)
                return desk.page("audit", title, .audit, AuditView(found, visit), visit)
            } catch {
                let empty = AuditPage(records: [], cursor: nil)
                return desk.page("audit", title, .audit, AuditView(empty, visit, error: error), visit)
            }
        }
    }
}

/// Records that were found, and what was looked for.
struct AuditView {
    struct Row {
        let time: String
        let watcher: String
        let target: String
        let action: String
        let verdict: String
        let isGood: Bool
        let reason: String
        let facts: [Fact]
    }

    struct Fact {
        let name: String
        let value: String
    }

    struct Choice {
        let value: String
        let label: String
        let isChosen: Bool
    }

    let path: String
    let watcher: String
    let target: String
    let from: String
    let until: String
    let actions: [Choice]
    let verdicts: [Choice]
    let rows: [Row]
    let isEmpty: Bool
    let next: String?
    let problem: String?

    private static let actionNames = ["status", "listen-whisper-barge", "policy", "consent", "none"]
    private static let verdictNames = [
        "forward", "rebuild", "reject", "drop", "revoke", "loaded", "refused", "recorded", "withdrawn",
    ]

    init(_ page: AuditPage, _ visit: Visit, error: AuditSearchError? = nil) {
        let (strings, query) = (visit.strings, visit.query)
        (path, watcher, target) = (visit.paths.audit, query["watcher"], query["extension"])
        (from, until) = (query["from"], query["until"])
        let any = strings.text("audit", "any")
        func choices(_ names: [String], _ chosen: String) -> [Choice] {
            [Choice(value: "", label: any, isChosen: chosen.isEmpty)]
                + names.map { Choice(value: $0, label: $0, isChosen: $0 == chosen) }
        }
        actions = choices(Self.actionNames, query["action"])
        verdicts = choices(Self.verdictNames, query["verdict"])
        rows = page.records.map { record in
            let facts = [
                ("rule", record.rule), ("method", record.method), ("source", record.source),
                ("call-id", record.callID), ("how", record.how ?? ""), ("status", record.status.map { "\($0)" } ?? ""),
                ("revision", record.revision.map { "\($0)" } ?? ""), ("seq", record.seq.map { "\($0)" } ?? ""),
                ("node", record.node ?? ""),
            ]
            return Row(
                time: record.time,
                watcher: record.watcher,
                target: record.target,
                action: record.action,
                verdict: record.verdict,
                isGood: ["forward", "loaded", "recorded"].contains(record.verdict),
                reason: record.reason,
                facts: facts.filter { !$0.1.isEmpty }.map(Fact.init)
            )
        }
        isEmpty = rows.isEmpty
        next = page.cursor.map { cursor in
            let kept = ["watcher", "extension", "action", "verdict", "from", "until"].filter { !query[$0].isEmpty }
                .map { "&\($0)=\(Paths.escaped(query[$0]))" }.joined()
            return "\(visit.paths.audit)?cursor=\(Paths.escaped(cursor))\(kept)"
        }
        switch error {
        case nil: problem = nil
        case .cursor: problem = strings.text("audit", "cursor")
        case .unreadable(let text): problem = text
        }
    }

    /// The first second of a day like `2026-11-01`, by UTC.
    static func seconds(_ day: String) -> Int64? {
        guard let date = try? Date(day, strategy: Date.ISO8601FormatStyle().year().month().day()) else { return nil }
        return Int64(date.timeIntervalSince1970)
    }
}
