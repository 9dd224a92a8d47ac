import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile
import PolicyStore

/// The history of an organisation's policy, for its Admins.
extension API {
    private static let revisions = base + "/revisions"
    private static let revision = revisions + "/{revision}"

    var revisionRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.revisions,
                "listRevisions",
                "The changes of the policy, the last first",
                .member(.policyRead, .admin),
                parameters: APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "RevisionPage")],
                handler: listRevisions
            ),
            APIRoute(
                .get,
                Self.revision,
                "getRevision",
                "What a change has changed",
                .member(.policyRead, .admin),
                answers: [.ok("The parts before and after it", "RevisionDetail")],
                handler: getRevision
            ),
            APIRoute(
                .post,
                Self.revision + "/restore",
                "restoreRevision",
                "Make everything of the organisation what it was at a revision",
                .member(.policyWrite, .admin),
                body: .named("RestoreRequest"),
                answers: [.ok("It is so, since this revision of the organization", "Revision")],
                handler: restoreRevision
            ),
        ]
    }

    private func listRevisions(_ call: APICall) throws -> APIAnswer {
        let limit = call.number("limit") ?? APILimits.pageDefault
        var before = Int64.max
        if let cursor = call.text("after") {
            guard let number = Cursor.read(cursor).flatMap({ Int64($0) }) else {
                throw APIProblem.parameter("after", "take it from the `next` of the page before")
            }
            before = number
        }
        let name = try call.organization().name.value
        let found = try store.revisions(before: before, limit: min(limit + 1, APILimits.pageMax), of: name)
        let shown = found.prefix(limit)
        let isMore = found.count > shown.count || shown.count == APILimits.pageMax
        return APIAnswer(
            .fields([
                ("items", .array(shown.map(Self.json))),
                // What is behind the page is not counted: the history only grows.
                ("next", isMore ? shown.last.map { .string(PageLink.next(call, "\($0.number)")) } : nil),
            ])
        )
    }

    private func getRevision(_ call: APICall) throws -> APIAnswer {
        let (name, made) = (try call.organization().name.value, try revision(call))
        let difference = try store.difference(at: made.number)
        let (before, after) = (Self.parts(difference.before, name), Self.parts(difference.after, name))
        // A revision that has touched nothing here is none of this organisation.
        guard !before.isEmpty || !after.isEmpty else { throw APIProblem.nothingThere }
        return APIAnswer(
            .object(
                (Self.json(made).members ?? []) + [
                    JSONMember(key: "before", value: .array(before)), JSONMember(key: "after", value: .array(after)),
                ]
            )
        )
    }

    private func restoreRevision(_ call: APICall) throws -> APIAnswer {
        let (organization, made) = (try call.organization(), try revision(call))
        let name = organization.name.value
        let then = try store.policy(at: made.number).filter { $0.key.isOf(name) }
        guard !then.isEmpty else {
            throw APIProblem(.invalid, "there was no `\(name)` at revision \(made.number)")
        }
        let keys = Set(then.map(\.key))
        let now = PolicyModel(organizations: [organization]).items
        let edit = PolicyEdit(
            put: then.filter { call.state.item($0.key) != $0 },
            removed: now.map(\.key).filter { !keys.contains($0) },
            of: call.state,
            using: now.map(\.key) + then.map(\.key),
            comment: call.body?["comment"]?.text ?? "restore revision \(made.number)"
        )
        let number = try save(edit, call, yours: .null) { plain(administration.state, $0) }
        // Where everything was so already the last revision may be another organisation's, which is not to be told of.
        guard let revision = try store.lastRevision(upTo: number, of: name) else { throw APIProblem.nothingThere }
        return APIAnswer(Self.json(revision), revision: revision.number)
    }

    /// The revision of the path.
    private func revision(_ call: APICall) throws -> PolicyRevision {
        guard let number = RevisionNumber.read(call.name("revision")),
            let made = try store.revision(number, of: nil)
        else { throw APIProblem.nothingThere }
        return made
    }

    private static func parts(_ items: [PolicyItem], _ organization: String) -> [JSONValue] {
        items.filter { $0.key.isOf(organization) }.map { item in
            [
                "kind": .string(item.key.kind.rawValue), "name": .string(item.key.name),
                "content": PolicyParts.content(of: item),
            ]
        }
    }

    private static func json(_ revision: PolicyRevision) -> JSONValue {
        [
            "revision": .integer(revision.number), "time": time(revision.time), "author": .string(revision.author),
            "comment": .string(revision.comment),
        ]
    }
}
