import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// The extensions of an organisation and their settings.
extension API {
    static let extensions = base + "/extensions"
    static let `extension` = extensions + "/{extension}"

    var extensionRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.extensions,
                "listExtensions",
                "The extensions whose settings you may see",
                .member(.policyRead, .user),
                parameters: [.search] + APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "ExtensionPage")],
                handler: listExtensions
            ),
            APIRoute(
                .get,
                Self.extension,
                "getExtension",
                "What is set for an extension, what holds, and whose it is",
                .member(.policyRead, .user),
                condition: .read,
                answers: [.ok("The extension", "Extension")],
                handler: getExtension
            ),
            APIRoute(
                .put,
                Self.extension,
                "putExtension",
                "Set an extension; what is left out has the organisation's default",
                .member(.policyWrite, .user),
                parameters: [.comment],
                condition: .put,
                body: .named("ExtensionSettings"),
                answers: [.ok("It was set", "Extension"), .created("It has settings of its own now", "Extension")],
                handler: putExtension
            ),
            APIRoute(
                .delete,
                Self.extension,
                "deleteExtension",
                "Take an extension's own settings away, so that the defaults hold",
                .member(.policyWrite, .user),
                parameters: [.comment],
                condition: .change,
                answers: [.gone("The defaults hold")],
                handler: deleteExtension
            ),
        ]
    }

    private func listExtensions(_ call: APICall) throws -> APIAnswer {
        let (organization, principal) = (try call.organization(), try call.asker())
        let name = organization.name.value
        guard let directory = administration.directory(of: name) else { throw APIProblem.nothingThere }
        var found = directory.extensions(matching: call.text("q") ?? "")
        if try !call.isAdmin() { found = found.filter { call.state.maySee($0.number, of: name, principal) } }
        return APIAnswer(
            try Page(found, call, key: \.number, by: Directory.isBefore).json(call) { entry in
                .fields([
                    ("extension", .string(entry.number)),
                    ("owner", entry.owner.map(JSONValue.string) ?? .null),
                    ("owner-name", entry.ownerName.map(JSONValue.string)),
                    ("listed", .bool(entry.isListed)),
                    ("managed", .string((organization.settings(entry.number)?.managed ?? .user).rawValue)),
                ])
            }
        )
    }

    private func getExtension(_ call: APICall) throws -> APIAnswer {
        let number = try call.visibleExtension()
        guard knows(number, call.state, call) else { throw APIProblem.nothingThere }
        let (body, tag) = representation(call)(call.state, nil)
        return APIAnswer(body, tag: tag)
    }

    private func putExtension(_ call: APICall) throws -> APIAnswer {
        let settings = PolicyParts.settings(try call.visibleExtension(), call.body ?? .null)
        return try put(PolicyItem(settings, of: call.name("organization")), call, represent: representation(call))
    }

    private func deleteExtension(_ call: APICall) throws -> APIAnswer {
        let number = try call.visibleExtension()
        let key = PolicyItem.Key(organization: call.name("organization"), kind: .extension, name: number)
        guard call.state.item(key) != nil else { throw APIProblem.nothingThere }
        let (theirs, tag) = representation(call)(call.state, nil)
        return try remove(key, call, tag: tag, theirs: theirs)
    }

    /// Whether the policy says anything of a number.
    func knows(_ number: String, _ state: PolicyState, _ call: APICall) -> Bool {
        let name = call.name("organization")
        guard let organization = state.snapshot.organization(named: name) else { return false }
        return state.snapshot.knownExtension(number, in: organization)?.number == number
    }

    /// What is sent back of the extension of the path. The tag is that of what is set, and behind a point that of what holds.
    private func representation(_ call: APICall) -> (PolicyState, PolicyItem?) -> (JSONValue, String) {
        let (name, number, principal) = (call.name("organization"), call.name("extension"), call.principal)
        return { state, _ in
            guard let organization = state.organization(name) else { return (.null, PartTag(of: nil).text) }
            let item = state.item(PolicyItem.Key(organization: name, kind: .extension, name: number))
            let settings = organization.settings(number) ?? ExtensionSettings(Located(number))
            let known = state.snapshot.organization(named: name)
                .flatMap { state.snapshot.knownExtension(number, in: $0) }
            let owner = known?.owner
            let body = JSONValue.fields([
                ("extension", .string(number)),
                ("owner", owner.map(JSONValue.string) ?? .null),
                ("owner-name", owner.flatMap { organization.user($0)?.displayName }.map(JSONValue.string)),
                ("listed", item.map(PolicyParts.content) ?? .null),
                ("rule", PolicyParts.json(settings.rule(defaults: organization.defaults))),
                ("consent", .string((settings.consent ?? organization.consent).rawValue)),
                ("may-change", .bool(principal.map { state.mayChange(number, of: name, $0) } ?? false)),
            ])
            return (body, PartTag(of: item?.content).text + "." + PartTag(of: body.description).text)
        }
    }
}
