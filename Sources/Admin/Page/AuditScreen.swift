import Foundation
import Hummingbird
import PolicyAdministration

/// The audit, searched.
struct AuditScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("audit") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            var look = AuditLook(strings: visit.strings, fields: visit.query, path: visit.paths.audit)
            if visit.standing == .operator { look.wholePath = Self.wholePath }
            let view = await view(look, organization: visit.name)
            return desk.page("audit", visit.strings.text("audit", "title"), .audit, view, visit)
        }
    }

    private static let wholePath = "/audit"

    /// The audit of all organisations, of operators and of Earshot itself, for operators.
    func addWhole(to router: RouterGroup<AdminRequestContext>) {
        router.get(RouterPath(Self.wholePath)) { request, context in
            let strings = desk.look.strings
            guard let principal = context.principal else { throw PageError.signIn }
            guard principal.isOperator else { throw PageError.forbidden(strings.text("errors", "operatorOnly")) }
            var look = AuditLook(strings: strings, fields: FormFields(request.uri.query ?? ""), path: Self.wholePath)
            look.isWhole = true
            let named = look.fields["organization"]
            let view = await view(look, organization: named.isEmpty ? nil : named)
            return desk.page("audit", strings.text("audit", "whole"), view, request, context)
        }
    }

    private func view(_ look: AuditLook, organization: String?) async -> AuditView {
        let fields = look.fields
        var query = AuditQuery(organization: organization, limit: PageLimits.rowsMax)
        func text(_ name: String) -> String? { fields[name].isEmpty ? nil : fields[name] }
        (query.watcher, query.target) = (text("watcher"), text("extension"))
        (query.action, query.verdict, query.cursor) = (text("action"), text("verdict"), text("cursor"))
        query.from = text("from").flatMap(AuditView.seconds)
        query.until = text("until").flatMap(AuditView.seconds).map { $0 + 86_400 }
        do throws(AuditSearchError) {
            return AuditView(try await desk.sources.audit.search(query), look)
        } catch {
            return AuditView(AuditPage(records: [], cursor: nil), look, error: error)
        }
    }
}

/// Which audit is looked at, and what is looked for.
struct AuditLook {
    let strings: Strings
    let fields: FormFields
    let path: String
    /// Whether it is everybody's.
    var isWhole = false
    /// Where everybody's is, for who may see it.
    var wholePath: String?
}

/// Records that were found, and what was looked for.
struct AuditView {
    struct Row {
        let time: String
        let organization: String
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
    let isWhole: Bool
    let wholePath: String?
    let organization: String
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

    private static let actionNames = ["status", "listen-whisper-barge", "policy", "consent", "none"] + signIns
    private static let signIns = ["sign-in", "session", "account", "password", "codes", "link", "token"]
    private static let verdictNames = [
        "forward", "rebuild", "reject", "drop", "revoke", "loaded", "refused", "recorded", "withdrawn",
        "accepted", "unfinished", "locked", "made", "changed", "removed", "used", "shown", "enabled", "disabled",
        "ended",
    ]
    private static let goodNames: Set = [
        "forward", "loaded", "recorded", "accepted", "made", "changed", "used", "shown", "enabled", "ended",
    ]

    init(_ page: AuditPage, _ look: AuditLook, error: AuditSearchError? = nil) {
        let (strings, query) = (look.strings, look.fields)
        (path, isWhole, wholePath) = (look.path, look.isWhole, look.wholePath)
        (organization, watcher, target) = (query["organization"], query["watcher"], query["extension"])
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
                organization: record.organization,
                watcher: record.watcher,
                target: record.target,
                action: record.action,
                verdict: record.verdict,
                isGood: Self.goodNames.contains(record.verdict),
                reason: record.reason,
                facts: facts.filter { !$0.1.isEmpty }.map(Fact.init)
            )
        }
        isEmpty = rows.isEmpty
        next = page.cursor.map { cursor in
            let kept = ["organization", "watcher", "extension", "action", "verdict", "from", "until"].filter {
                !query[$0].isEmpty
            }
            .map { "&\($0)=\(Paths.escaped(query[$0]))" }.joined()
            return "\(look.path)?cursor=\(Paths.escaped(cursor))\(kept)"
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
