import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// What an edit would mean, before anybody makes it.
extension API {
    var previewRoutes: [APIRoute] {
        [
            APIRoute(
                .post,
                Self.base + "/preview",
                "previewEdit",
                "Whose rights an edit would change, and which calls it would end; null for a part means that it goes",
                .member(.policyRead, .user),
                body: .named("Edit"),
                answers: [.ok("What it would mean", "Preview")],
                handler: previewEdit
            )
        ]
    }

    private func previewEdit(_ call: APICall) throws -> APIAnswer {
        let (name, principal) = (try call.organization().name.value, try call.asker())
        let edit = try self.edit(call.body ?? .null, name, call.state)
        // Of what one may not see nothing is told, not even that one may not change it.
        for key in edit.put.map(\.key) + edit.removed where key.kind == .extension {
            guard call.state.maySee(key.name, of: name, principal) else { throw APIProblem.nothingThere }
        }
        let preview = try administration.preview(edit, by: principal)
        return APIAnswer(Self.json(preview, live.live(Self.query(of: name)), name))
    }

    static func query(of organization: String, kind: LiveList.Kind? = nil) -> LiveQuery {
        var query = LiveQuery(kind: kind)
        query.organization = organization
        return query
    }

    private func edit(_ body: JSONValue, _ organization: String, _ state: PolicyState) throws -> PolicyEdit {
        var (put, removed): ([PolicyItem], [PolicyItem.Key]) = ([], [])
        func take(_ kind: PolicyItem.Kind, _ parts: JSONValue?, _ item: (String, JSONValue) -> PolicyItem) {
            for part in parts?.members ?? [] {
                if part.value == .null {
                    removed.append(PolicyItem.Key(organization: organization, kind: kind, name: part.key))
                } else {
                    put.append(item(part.key, part.value))
                }
            }
        }
        if let head = body["organization"] { put.append(PolicyItem(PolicyParts.head(organization, head))) }
        take(.user, body["users"]) { PolicyItem(PolicyParts.user($0, $1), of: organization) }
        take(.role, body["roles"]) { PolicyItem(PolicyParts.role($0, $1), of: organization) }
        take(.extension, body["extensions"]) { PolicyItem(PolicyParts.settings($0, $1), of: organization) }
        return PolicyEdit(put: put, removed: removed, of: state)
    }

    /// What a preview comes to for an organisation: counts, and some of those who are concerned, however many there are.
    static func json(_ preview: PolicyAdministration.Preview, _ live: LiveList, _ organization: String) -> JSONValue {
        let summary = preview.summary(of: organization, namesMax: APILimits.previewNamesMax)
        let ending = live.live.filter { $0.organization == organization && preview.state.snapshot.ends($0) }
        let calls = ending.filter { $0.kind == .listening }
        func people(_ tally: (RightsSummary) -> RightsSummary.Tally) -> JSONValue {
            .integer(Int64(summary.reduce(into: Set<String>()) { $0.formUnion(tally($1).people) }.count))
        }
        return [
            "people-gaining": people(\.gained), "people-losing": people(\.lost),
            "settings": .array(
                summary.map {
                    ["setting": .string($0.setting.rawValue), "gained": json($0.gained), "lost": json($0.lost)]
                }
            ),
            "ending-calls": .array(calls.prefix(APILimits.previewNamesMax).map(json)),
            "ending-calls-count": .integer(Int64(calls.count)),
            "ending-subscriptions": .integer(Int64(ending.count - calls.count)),
        ]
    }

    private static func json(_ tally: RightsSummary.Tally) -> JSONValue {
        [
            "people": .integer(Int64(tally.people.count)), "cases": .integer(Int64(tally.count)),
            "first": .array(
                tally.first.map { ["user": .string($0.user), "extension": $0.target.map(JSONValue.string) ?? .null] }
            ),
        ]
    }

    /// An entry of the live list.
    static func json(_ entry: LiveList.Entry) -> JSONValue {
        [
            "organization": .string(entry.organization), "watcher": .string(entry.watcher),
            "extension": .string(entry.target), "kind": .string(entry.kind.rawValue),
            "package": .string(entry.package), "disclosure": .string(entry.disclosure),
            "since": .string(entry.since), "expires": .string(entry.expires), "phone": .string(entry.phone),
            "pbx": .string(entry.pbx), "call-id": .string(entry.callID),
        ]
    }
}

extension PolicySnapshot {
    /// Whether what somebody watches or listens to now would not be allowed by this policy.
    fileprivate func ends(_ entry: LiveList.Entry) -> Bool {
        guard entry.disclosure != Disclosure.none.name else { return false }
        guard let organization = organization(named: entry.organization) else { return true }
        let watcher = user(addressedAs: entry.watcher.utf8Span.span, in: organization)
        let target = entry.target.utf8Span.span
        let decision =
            switch entry.kind {
            case .subscription: monitoring(of: target, in: organization, by: watcher)
            case .listening where entry.target == "*": listeningToEveryone(in: organization, by: watcher)
            case .listening: listening(to: target, in: organization, by: watcher)
            }
        return decision.disclosure == .none
    }
}
