import AccessPolicy
import Hummingbird
import PolicyAdministration

/// The screen "Extension Monitoring Access": the list of extensions, and the page of one.
struct ExtensionScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("extensions") { try await list($0, $1) }
        router.get("extensions/:extension") { try await show($0, $1) }
        router.post("extensions/:extension") { try await change($0, $1) }
        router.get("extensions/:extension/who") { try await who($0, $1) }
        router.get("why") { try why($0, $1) }
        RemovalScreen(desk: desk).add(to: router, "extensions", .extension)
    }

    private func list(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let visit = try desk.visit(request, context)
        if let number = visit.query.all("open").first, !number.isEmpty {
            return .redirect(to: visit.paths.extensionPage(number), type: .normal)
        }
        let page = try await desk.directory(visit) { ExtensionList(visit, $0) }
        return desk.page("extensions", visit.strings.text("extensions", "title"), .extensions, page, visit)
    }

    /// The extension of the path, if this person may see it.
    private func number(_ visit: Visit, _ context: AdminRequestContext) throws -> String {
        let number = try desk.name(context, "extension")
        guard visit.state.maySee(number, of: visit.name, visit.principal) else { throw PageError.notFound }
        return number
    }

    private func show(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let visit = try desk.visit(request, context)
        let number = try number(visit, context)
        let settings = visit.organization.settings(number)
        let seen = visit.state.tag(visit.key(.extension, number))
        return try await page(ExtensionDraft(number, settings, seen: seen), visit, .shown)
    }

    private func change(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let visit = try desk.visit(request, context)
        let number = try number(visit, context)
        let form = try await desk.form(request)
        let draft = ExtensionDraft(number, form, over: visit.organization.settings(number))
        return try await desk.answer(draft, form, visit, page: page)
    }

    private func page(_ draft: ExtensionDraft, _ visit: Visit, _ outcome: EditOutcome) async throws -> Response {
        let page = try await desk.directory(visit) { ExtensionPage(draft, visit, $0, outcome) }
        let title = visit.strings.text("extension", "title", ["number": draft.number])
        return desk.page("extension", title, .extensions, page, visit, status: outcome.error.status)
    }

    private func who(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let visit = try desk.visit(request, context)
        let number = try number(visit, context)
        let page = try await desk.directory(visit) { WhoPage(number, visit, $0) }
        let title = visit.strings.text("who", "title", ["number": number])
        return desk.page("who", title, .extensions, page, visit)
    }

    private func why(_ request: Request, _ context: AdminRequestContext) throws -> Response {
        let visit = try desk.visit(request, context)
        let (watcher, number) = (visit.query["watcher"], visit.query["extension"])
        guard visit.state.maySee(number, of: visit.name, visit.principal),
            visit.state.mayAsk(for: watcher, of: visit.name, visit.principal),
            let explanation = visit.state.snapshot.explain(watcher: watcher, target: number, in: visit.name)
        else { throw PageError.notFound }
        let title = visit.strings.text("why", "title", ["name": visit.displayName(watcher), "extension": number])
        return desk.page("why", title, .extensions, WhyPage(explanation, visit, title: title), visit)
    }
}

extension Optional where Wrapped == PolicyEditError {
    /// How a page with the error is answered.
    var status: HTTPResponse.Status {
        switch self {
        case nil: .ok
        case .forbidden: .forbidden
        case .conflict: .conflict
        case .invalid: .unprocessableContent
        case .readOnly: .conflict
        case .unavailable: .serviceUnavailable
        }
    }
}
