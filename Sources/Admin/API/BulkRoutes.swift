import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// One change of many extensions: all of them or none.
extension API {
    var bulkRoutes: [APIRoute] {
        [
            APIRoute(
                .post,
                Self.extensions + ":bulk",
                "editExtensions",
                "Set the same for many extensions; what is not named stays as it is",
                .member(.policyWrite, .user),
                body: .named("BulkEdit"),
                answers: [.ok("All of them say it now", "BulkResult")],
                handler: editExtensions
            )
        ]
    }

    private func editExtensions(_ call: APICall) throws -> APIAnswer {
        let (name, body) = (try call.organization().name.value, call.body ?? .null)
        let numbers = Set((body["extensions"]?.values ?? []).compactMap(\.text)).sorted()
        // It says what they are to be, whatever they are: so it is made out of what they are then.
        let revision = try save(
            call,
            yours: body["set"] ?? .null,
            theirs: { plain(administration.state, $0) },
            { try Self.edit(numbers, body, name, $0, try call.asker()) }
        )
        return APIAnswer(
            ["revision": .integer(revision), "extensions": .integer(Int64(numbers.count))],
            revision: revision
        )
    }

    private static func edit(
        _ numbers: [String],
        _ body: JSONValue,
        _ name: String,
        _ state: PolicyState,
        _ principal: Principal
    ) throws -> PolicyEdit {
        // Which of them there are is told to those only who may see all of them.
        for number in numbers where !state.maySee(number, of: name, principal) {
            let problem = FieldProblem.at("/extensions", "there is no extension `\(number)` that you may see")
            throw APIProblem(.invalid, "not all of these are extensions that you may set", [problem])
        }
        let organization = state.organization(name)
        let put = numbers.map { number in
            var settings = organization?.settings(number) ?? ExtensionSettings(Located(number))
            for member in body["set"]?.members ?? [] { settings.set(member) }
            return PolicyItem(settings, of: name)
        }
        var seen: [PolicyItem.Key: PartTag] = [:]
        for member in body["if-match"]?.members ?? [] where numbers.contains(member.key) {
            let key = PolicyItem.Key(organization: name, kind: .extension, name: member.key)
            seen[key] = PartTag(text: partTag(ofWritten: member.value.text ?? ""))
        }
        return PolicyEdit(put: put, of: state, seen: seen, comment: body["comment"]?.text ?? "")
    }

    /// The part's own tag of one that was sent as an `ETag`, with its quotes or without.
    private static func partTag(ofWritten tag: String) -> String {
        String(tag.filter { $0 != "\"" }.prefix { $0 != "." })
    }
}

extension ExtensionSettings {
    /// Takes over one setting; null takes it away.
    fileprivate mutating func set(_ member: JSONMember) {
        let audience = member.value == .null ? nil : Located(PolicyParts.audience(member.value))
        switch member.key {
        case "status": status = audience
        case "connected-callers": connectedCallers = audience
        case "listen-whisper-barge": listenWhisperBarge = audience
        case "consent": consent = member.value.text.flatMap(ConsentRequirement.init(rawValue:))
        case "managed": managed = member.value.text.flatMap(Management.init(rawValue:)) ?? managed
        default: break
        }
    }
}
