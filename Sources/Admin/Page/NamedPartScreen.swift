import AccessPolicy
import Hummingbird
import PolicyAdministration

/// A role or a user as somebody is writing it.
protocol NamedDraft: EditDraft {
    /// A new one.
    init()
    /// What is in force under a name; nil for nothing.
    init?(_ name: String, _ visit: Visit)
    /// What a form brings; a new one when it has no name yet.
    init(_ name: String?, _ form: FormFields)
}

/// The pages on which roles, or users, are made, changed and taken away.
struct NamedPartScreen<Draft: NamedDraft>: Sendable {
    let desk: PageDesk
    /// What the addresses of all of them begin with, such as `roles`.
    let place: String
    let kind: PolicyItem.Kind
    /// The page of one.
    let page: @Sendable (Draft, Visit, EditOutcome) async throws -> Response

    func add(to router: RouterGroup<AdminRequestContext>) {
        let (new, one) = (RouterPath("new-\(kind.rawValue)"), RouterPath("\(place)/:\(kind.rawValue)"))
        router.get(new) { request, context in
            try await page(Draft(), try desk.visit(request, context, least: .admin), .shown)
        }
        router.post(new) { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let form = try await desk.form(request)
            return try await desk.answer(Draft(nil, form), form, visit, page: page)
        }
        router.get(one) { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            guard let draft = Draft(try desk.name(context, kind.rawValue), visit) else { throw PageError.notFound }
            return try await page(draft, visit, .shown)
        }
        router.post(one) { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            // It may have been taken away while somebody was writing.
            let name = try desk.name(context, kind.rawValue)
            let form = try await desk.form(request)
            return try await desk.answer(Draft(name, form), form, visit, page: page)
        }
        RemovalScreen(desk: desk).add(to: router, place, kind)
    }
}
