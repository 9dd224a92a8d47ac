import BlockingWork
import Hummingbird
import NIOCore
import PolicyAdministration
import SignIn

/// What every handler of a page needs: who asks, the policy in force, and how an answer looks.
struct PageDesk: Sendable {
    let sources: PageSources
    let look: PageLook
    /// Where policies are made and the store is written.
    let changing = Blocking("page.change")
    /// Where the store is read, and where searches go through everybody.
    let reading = Blocking("page.read")

    /// Who asks for a page of the organisation that the path names.
    func visit(
        _ request: Request,
        _ context: AdminRequestContext,
        least: Standing = .user
    ) throws(PageError) -> Visit {
        guard let principal = context.principal else { throw .signIn }
        let state = sources.administration.state
        guard let segment = context.parameters.get("organization"), let name = Paths.name(segment),
            let organization = state.organization(name)
        else { throw .notFound }
        let standing = state.standing(of: principal, in: name)
        // A stranger is not told that it is there.
        guard standing > .stranger else { throw .notFound }
        let visit = Visit(
            state: state,
            principal: principal,
            organization: organization,
            standing: standing,
            strings: look.strings,
            csrf: context.session?.csrfToken ?? "",
            theme: Theme(request.cookies[Theme.cookie]?.value),
            isPart: request.headers[.init("X-Part") ?? .accept] == "1",
            query: FormFields(request.uri.query ?? "")
        )
        try visit.require(least)
        return visit
    }

    /// The fields of a form that came.
    func form(_ request: Request) async throws(PageError) -> FormFields {
        do {
            let body = try await request.body.collect(upTo: Limits.bodyBytesMax)
            return FormFields(String(buffer: body))
        } catch {
            throw .malformed
        }
    }

    /// A name in the path.
    func name(_ context: AdminRequestContext, _ parameter: String) throws(PageError) -> String {
        guard let segment = context.parameters.get(parameter), let name = Paths.name(segment) else { throw .notFound }
        return name
    }

    /// A page of an organisation.
    func page(
        _ template: String,
        _ title: String,
        _ section: Section?,
        _ view: Any,
        _ visit: Visit,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let layout = Layout(
            title: title,
            organization: visit.name,
            home: visit.paths.extensions,
            items: Section.allCases.filter { visit.standing >= $0.least }.map {
                let name = $0 == .extensions && !visit.isAdmin ? "ownExtensions" : $0.rawValue
                return Layout.Item(
                    href: $0.path(visit.paths),
                    label: look.strings.text("navigation", name),
                    isCurrent: $0 == section
                )
            },
            who: Self.who(visit.principal),
            isOperator: visit.standing == .operator,
            csrf: visit.csrf,
            theme: visit.theme,
            style: look.style.address,
            script: look.script.address,
            icon: look.icon.address,
            done: Done(visit),
            isPart: visit.isPart
        )
        return html(look.html(template, layout, view), status: status)
    }

    /// A page that belongs to no organisation.
    func page(
        _ template: String,
        _ title: String,
        _ view: Any,
        _ request: Request,
        _ context: AdminRequestContext,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let layout = Layout(
            title: title,
            organization: nil,
            home: "/",
            items: [],
            who: context.principal.map(Self.who),
            isOperator: false,
            csrf: context.session?.csrfToken ?? "",
            theme: Theme(request.cookies[Theme.cookie]?.value),
            style: look.style.address,
            script: look.script.address,
            icon: look.icon.address,
            done: nil,
            isPart: false
        )
        return html(look.html(template, layout, view), status: status)
    }

    private static func who(_ principal: Principal) -> String {
        switch principal.identity {
        case .operator(let name), .user(_, let name): name
        }
    }

    private func html(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// A preview in words, made where it keeps nobody waiting.
    func meaning(_ edit: PolicyEdit, _ visit: Visit) async throws -> Meaning {
        let sources = sources
        return try await changing.run {
            let preview = try sources.administration.preview(edit, by: visit.principal)
            return Meaning(preview, before: visit.state, live: sources.live.live(LiveQuery()), visit)
        }
    }

    /// Makes an edit. Gives the revision that it made.
    func save(_ edit: PolicyEdit, _ visit: Visit) async throws -> Int64 {
        let sources = sources
        return try await changing.run {
            try sources.administration.save(edit, by: visit.principal, now: sources.now())
        }
    }

    /// Makes an edit out of the policy that there is when it is made.
    func save(_ visit: Visit, _ edit: @escaping @Sendable (PolicyState) throws -> PolicyEdit) async throws -> Int64 {
        let sources = sources
        return try await changing.run {
            try sources.administration.save(by: visit.principal, now: sources.now(), edit)
        }
    }

    /// Whom the organisation has, looked at where it keeps nobody waiting.
    func directory<Result: Sendable>(
        _ visit: Visit,
        _ use: @escaping @Sendable (Directory) -> Result
    ) async throws -> Result {
        let administration = sources.administration
        return try await reading.run {
            guard let directory = administration.directory(of: visit.name) else { throw PageError.notFound }
            return use(directory)
        }
    }
}
