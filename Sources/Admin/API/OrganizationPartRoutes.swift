import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// The operator's switch and the custom statuses: two things of an organisation that people change by themselves.
extension API {
    private static let listeningPath = base + "/listening"
    private static let statusesPath = base + "/statuses"

    var organizationPartRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.listeningPath,
                "getListening",
                "Whether anybody may listen at all",
                .member(.policyRead, .user),
                condition: .read,
                answers: [.ok("The switch", "Listening")],
                handler: { try answer(.listening, $0) }
            ),
            APIRoute(
                .put,
                Self.listeningPath,
                "putListening",
                "Switch listening off and on for a whole organisation",
                .member(.policyWrite, .operator),
                parameters: [.comment],
                condition: .put,
                body: .named("Listening"),
                answers: [.ok("It was switched", "Listening")],
                handler: { try change(.listening, $0) }
            ),
            APIRoute(
                .get,
                Self.statusesPath,
                "getStatuses",
                "The custom statuses that anybody may see who sees the status",
                .member(.policyRead, .user),
                condition: .read,
                answers: [.ok("The statuses", "Statuses")],
                handler: { try answer(.statuses, $0) }
            ),
            APIRoute(
                .put,
                Self.statusesPath,
                "putStatuses",
                "Change the custom statuses",
                .member(.policyWrite, .admin),
                parameters: [.comment],
                condition: .put,
                body: .named("Statuses"),
                answers: [.ok("They were changed", "Statuses")],
                handler: { try change(.statuses, $0) }
            ),
        ]
    }

    private enum HeadPart {
        case listening, statuses

        func json(_ organization: Organization) -> JSONValue {
            switch self {
            case .listening: ["listening": .string(organization.listening.rawValue)]
            case .statuses: ["statuses": .strings(organization.statuses.map(\.value))]
            }
        }

        func set(_ value: JSONValue, in organization: inout Organization) {
            switch self {
            case .listening:
                let word = value["listening"]?.text.flatMap(Listening.init(rawValue:))
                organization.listening = word ?? organization.listening
            case .statuses: organization.statuses = PolicyParts.texts(value["statuses"])
            }
        }
    }

    private func representation(_ part: HeadPart, _ organization: Organization?) -> (JSONValue, String) {
        let body = organization.map(part.json) ?? .null
        return (body, PartTag(of: body.description).text)
    }

    private func answer(_ part: HeadPart, _ call: APICall) throws -> APIAnswer {
        let (body, tag) = representation(part, try call.organization())
        return APIAnswer(body, tag: tag)
    }

    private func change(_ part: HeadPart, _ call: APICall) throws -> APIAnswer {
        var organization = try call.organization()
        let name = organization.name.value
        part.set(call.body ?? .null, in: &organization)
        return try put(PolicyItem(organization), call) { state, _ in representation(part, state.organization(name)) }
    }
}
