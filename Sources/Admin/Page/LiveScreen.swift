import BlockingWork
import Hummingbird
import PolicyAdministration

/// Who watches and listens to whom now. A user sees who watches the own extensions.
struct LiveScreen: Sendable {
    let desk: PageDesk
    /// The streams that tell the script when to look again. A browser has six connections to one server for all its windows.
    let streams = StreamCount()

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("live") { request, context in
            let visit = try desk.visit(request, context)
            let look = LiveLook(desk.sources, visit)
            let page = try await desk.reading.run { LivePage(look.list(), visit) }
            return desk.page("live", visit.strings.text("live", "title"), .live, page, visit)
        }
        router.get("live/events") { request, context in
            let visit = try desk.visit(request, context)
            guard streams.open(for: visit.principal) else { return Response(status: .tooManyRequests) }
            let look = LiveLook(desk.sources, visit)
            let stream = LiveStream(
                poll: { [reading = desk.reading] in try await reading.run { look.list() } },
                isAllowed: { look.isAllowed },
                event: LiveLook.event
            )
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: ResponseBody { [streams, principal = visit.principal] writer in
                    defer { streams.close(for: principal) }
                    // A window that has gone leaves its place at once.
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        try await stream.write(to: writer)
                    }
                }
            )
        }
    }
}

/// What one person may see of what goes on, whenever it is looked at.
struct LiveLook: Sendable {
    private let sources: PageSources
    private let principal: Principal
    private let organization: String
    private let target: String?

    init(_ sources: PageSources, _ visit: Visit) {
        (self.sources, principal, organization) = (sources, visit.principal, visit.name)
        target = visit.query["extension"].isEmpty ? nil : visit.query["extension"]
    }

    /// Whether this person may look at all.
    var isAllowed: Bool { sources.administration.state.standing(of: principal, in: organization) > .stranger }

    /// What goes on now, as far as the policy in force lets this person see it.
    func list() -> LiveList {
        var query = LiveQuery(target: target)
        query.organization = organization
        let state = sources.administration.state
        var list = sources.live.live(query)
        list.live.removeAll {
            $0.organization != organization || !state.maySee($0.target, of: organization, principal)
        }
        return list
    }

    /// Tells that there is something else to see, and not what: that is asked for, by whoever has signed in then.
    static let event: @Sendable (LiveList?, LiveList) -> String? = { old, new in
        if let old, old.truncated == new.truncated, old.live.count == new.live.count,
            zip(old.live, new.live).allSatisfy({ LivePage.looksSame($0, $1) })
        {
            return nil
        }
        return "retry: \(PageLimits.streamRetryMilliseconds)\nevent: change\ndata: \(new.live.count)\n\n"
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
    /// Where the script is told of changes.
    let events: String
    let target: String
    let rows: [Row]
    let isEmpty: Bool
    let count: String
    let more: String?
    let isAdmin: Bool

    init(_ list: LiveList, _ visit: Visit) {
        let strings = visit.strings
        (path, target, isAdmin) = (visit.paths.live, visit.query["extension"], visit.isAdmin)
        events = "\(path)/events?extension=\(Paths.escaped(target))"
        let listeningFirst = list.live.filter { $0.kind == .listening } + list.live.filter { $0.kind == .subscription }
        rows = listeningFirst.prefix(PageLimits.liveRowsMax).map { entry in
            let isListening = entry.kind == .listening
            return Row(
                watcher: visit.displayName(entry.watcher),
                target: entry.target == "*" ? strings.text("live", "any") : entry.target,
                kind: strings.text("live", entry.kind.rawValue),
                isListening: isListening,
                sees: isListening ? "" : strings.text("live", "sees-\(entry.disclosure)"),
                since: entry.since.replacing("T", with: " ").replacing("Z", with: ""),
                phone: visit.isAdmin ? entry.phone : "",
                why: entry.target == "*" ? nil : visit.paths.why(entry.watcher, entry.target)
            )
        }
        isEmpty = rows.isEmpty
        count = strings.plural("live", "count", list.live.count)
        let left = list.live.count - rows.count
        more = left > 0 || list.truncated ? strings.text("live", "more") : nil
    }

    /// Whether two entries are one line here. That one was renewed is not seen.
    static func looksSame(_ one: LiveList.Entry, _ other: LiveList.Entry) -> Bool {
        (one.watcher, one.target, one.kind, one.disclosure, one.since, one.phone)
            == (other.watcher, other.target, other.kind, other.disclosure, other.since, other.phone)
    }
}
