import BlockingWork
import Hummingbird
import PolicyAdministration

/// Who watches and listens to whom now. A user sees who watches the own extensions.
struct LiveScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("live") { request, context in
            let visit = try desk.visit(request, context)
            let live = desk.sources.live
            let target = visit.query["extension"]
            let page = try await desk.reading.run {
                var query = LiveQuery(target: target.isEmpty ? nil : target)
                query.organization = visit.name
                return LivePage(live.live(query), visit)
            }
            return desk.page("live", visit.strings.text("live", "title"), .live, page, visit)
        }
    }
}

/// The list of what goes on.
struct LivePage: Sendable {
    struct Row: Sendable {
        let watcher: String
        let target: String
        let kind: String
        let isListening: Bool
        let sees: String
        let since: String
        let phone: String
        let why: String?
    }

    let path: String
    let target: String
    let rows: [Row]
    let isEmpty: Bool
    let count: String
    let more: String?
    let isAdmin: Bool

    init(_ list: LiveList, _ visit: Visit) {
        let strings = visit.strings
        (path, target, isAdmin) = (visit.paths.live, visit.query["extension"], visit.isAdmin)
        let seen = list.live.filter {
            $0.organization == visit.name && visit.state.maySee($0.target, of: visit.name, visit.principal)
        }
        let listeningFirst = seen.filter { $0.kind == .listening } + seen.filter { $0.kind == .subscription }
        rows = listeningFirst.prefix(PageLimits.liveRowsMax).map { entry in
            let isListening = entry.kind == .listening
            return Row(
                watcher: visit.displayName(entry.watcher),
                target: entry.target == "*" ? strings.text("live", "any") : entry.target,
                kind: strings.text("live", entry.kind.rawValue),
                isListening: isListening,
                sees: isListening ? "" : strings.text("live", "sees-\(entry.disclosure)"),
                since: entry.since,
                phone: visit.isAdmin ? entry.phone : "",
                why: entry.target == "*" ? nil : visit.paths.why(entry.watcher, entry.target)
            )
        }
        isEmpty = rows.isEmpty
        count = strings.plural("live", "count", seen.count)
        let left = seen.count - rows.count
        more = left > 0 || list.truncated ? strings.text("live", "more") : nil
    }
}
