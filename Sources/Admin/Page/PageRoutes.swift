import AccessPolicy
import Hummingbird
import NIOCore
import PolicyAdministration

/// The pages of the administrator's screen.
public struct PageRoutes: Sendable {
    let desk: PageDesk

    /// - Throws: when a template of the program cannot be read, which a test rules out.
    public init(_ sources: PageSources) throws {
        desk = PageDesk(sources: sources, look: try PageLook.own.get())
    }

    /// Adds them to a router. Every `POST` is of a form that carries `csrf`, which whoever made the context has looked at.
    public func add(to router: Router<AdminRequestContext>) {
        let pages = router.group().add(middleware: SessionsOnly()).add(middleware: PageErrors(desk: desk))
        for asset in [desk.look.style, desk.look.script, desk.look.icon] {
            pages.get(RouterPath(asset.path)) { request, _ in
                // Without its mark another content may be meant tomorrow.
                let isMarked = request.uri.string == asset.address
                let lasting = isMarked ? "public, max-age=31536000, immutable" : "no-cache"
                return Response(
                    status: .ok,
                    headers: [.contentType: asset.type, .cacheControl: lasting],
                    body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes))
                )
            }
        }
        pages.get("/") { try home($0, $1) }
        pages.post("theme") { try await theme($0, $1) }
        AuditScreen(desk: desk).addWhole(to: pages)
        let organization = pages.group("o/:organization")
        organization.get { request, context in
            Response.redirect(to: try desk.visit(request, context).paths.extensions, type: .normal)
        }
        ExtensionScreen(desk: desk).add(to: organization)
        FindScreen(desk: desk).add(to: organization)
        BulkScreen(desk: desk).add(to: organization)
        RoleScreen(desk: desk).add(to: organization)
        UserScreen(desk: desk).add(to: organization)
        LiveScreen(desk: desk).add(to: organization)
        AuditScreen(desk: desk).add(to: organization)
        ConsentScreen(desk: desk).add(to: organization)
        HistoryScreen(desk: desk).add(to: organization)
        SettingsScreen(desk: desk).add(to: organization)
        organization.get("**") { request, context -> Response in
            _ = try desk.visit(request, context)
            throw PageError.notFound
        }
    }

    /// The only organisation, or those that there are.
    private func home(_ request: Request, _ context: AdminRequestContext) throws -> Response {
        guard let principal = context.principal else { throw PageError.signIn }
        switch principal.identity {
        case .user(let organization, _):
            return .redirect(to: Paths(organization: organization).extensions, type: .normal)
        case .operator:
            let names = desk.sources.administration.state.model.organizations.map(\.name.value)
            if let only = names.first, names.count == 1 {
                return .redirect(to: Paths(organization: only).extensions, type: .normal)
            }
            let rows = names.map { OrganizationsPage.Row(name: $0, href: Paths(organization: $0).extensions) }
            let title = desk.look.strings.text("organizations", "title")
            return desk.page("organizations", title, OrganizationsPage(rows: rows), request, context)
        }
    }

    /// Keeps dark or light for a year, and goes back to where the switch was.
    private func theme(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let form = try await desk.form(request)
        let back = form["back"]
        // A path of ours and no other place: `//host` would be one.
        let isOurs = back.hasPrefix("/") && !back.hasPrefix("//") && !back.contains("\\")
        var response = Response.redirect(to: isOurs ? back : "/", type: .normal)
        response.setCookie(
            Cookie(
                name: Theme.cookie,
                value: Theme(form["theme"]).name,
                maxAge: 31_536_000,
                path: "/",
                httpOnly: true,
                sameSite: .lax
            )
        )
        return response
    }
}

/// The organisations to choose from.
struct OrganizationsPage {
    struct Row {
        let name: String
        let href: String
    }

    let rows: [Row]
}
