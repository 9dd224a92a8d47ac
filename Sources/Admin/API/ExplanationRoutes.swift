import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// Who may do what, and why. The why of an extension is for those who may see what is set for it.
extension API {
    private static let right = APIRoute.Parameter(
        name: "right",
        schema: .word(Setting.allCases.map(\.rawValue)),
        summary: "Only those who have this"
    )

    var explanationRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.base + "/explain",
                "explain",
                "What a watcher may do with an extension, and why",
                .member(.policyRead, .user),
                parameters: [
                    .init(
                        name: "watcher",
                        schema: Schemas.name,
                        summary: "A user, or an extension: one's own, or anybody's for Admins",
                        isRequired: true
                    ),
                    .init(name: "extension", schema: Schemas.name, summary: "What is watched", isRequired: true),
                ],
                answers: [.ok("The answers, with their reasons", "Explanation")],
                handler: explain
            ),
            APIRoute(
                .get,
                Self.extension + "/who-can",
                "whoCan",
                "What every user may do with an extension, and why",
                .member(.policyRead, .user),
                parameters: [right, .search] + APIRoute.Parameter.paging,
                answers: [.ok("A page of answers", "ExplanationPage")],
                handler: whoCan
            ),
            APIRoute(
                .get,
                Self.base + "/users/{user}/what-can",
                "whatCan",
                "What a user may do with every extension: oneself, or any for Admins",
                .member(.policyRead, .user),
                parameters: [right, .search] + APIRoute.Parameter.paging,
                answers: [.ok("A page of answers", "RightPage")],
                handler: whatCan
            ),
        ]
    }

    private var right: APIRoute.Parameter { Self.right }

    private func explain(_ call: APICall) throws -> APIAnswer {
        let (organization, principal) = (try call.organization().name.value, try call.asker())
        let (watcher, target) = (call.text("watcher") ?? "", call.text("extension") ?? "")
        guard call.state.maySee(target, of: organization, principal),
            call.state.mayAsk(for: watcher, of: organization, principal),
            let explanation = call.state.snapshot.explain(watcher: watcher, target: target, in: organization)
        else { throw APIProblem.nothingThere }
        return APIAnswer(Self.json(explanation))
    }

    private func whoCan(_ call: APICall) throws -> APIAnswer {
        let (organization, target) = (try call.organization().name.value, try call.visibleExtension())
        guard knows(target, call.state, call), let directory = administration.directory(of: organization) else {
            throw APIProblem.nothingThere
        }
        let (snapshot, asked) = (call.state.snapshot, call.text("q") ?? "")
        var names = directory.users(asked, byNumber: try call.isAdmin()).map(\.name.value)
        if let right = call.text("right").flatMap(Setting.init(rawValue:)) {
            names = names.filter { snapshot.has(right, $0, target, organization) }
        }
        let page = try Page(names, call, key: { $0 })
        return APIAnswer(
            page.json(call) { name in
                let explanation = snapshot.explain(watcher: name, target: target, in: organization)
                return explanation.map(Self.json) ?? .null
            }
        )
    }

    private func whatCan(_ call: APICall) throws -> APIAnswer {
        let (organization, watcher) = (try call.organization(), call.name("user"))
        let name = organization.name.value
        guard try call.isAdmin() || call.asker().isUser(watcher, of: name), organization.user(watcher) != nil,
            let directory = administration.directory(of: name)
        else { throw APIProblem.nothingThere }
        let snapshot = call.state.snapshot
        // Whose an extension is, only Admins may find by.
        let asked = call.text("q") ?? ""
        var numbers = directory.extensions(matching: asked).map(\.number)
        if try !call.isAdmin() {
            numbers = directory.extensions.map(\.number).filter { asked.isEmpty || $0.contains(asked) }
        }
        if let right = call.text("right").flatMap(Setting.init(rawValue:)) {
            numbers = numbers.filter { snapshot.has(right, watcher, $0, name) }
        }
        let page = try Page(numbers, call, key: { $0 }, by: Directory.isBefore)
        return APIAnswer(
            page.json(call) { number in
                let disclosure = snapshot.disclosure(of: number, to: watcher, in: name)
                return [
                    "extension": .string(number), "status": .bool(disclosure != .none),
                    "connected-callers": .bool(disclosure == .full),
                    "listen-whisper-barge": .bool(snapshot.has(.listenWhisperBarge, watcher, number, name)),
                    "disclosure": .string(disclosure.name),
                ]
            }
        )
    }

    /// An explanation, with the keys of `earshot explain --json`.
    static func json(_ explanation: Explanation) -> JSONValue {
        let reasons = explanation.reasons
        return .fields([
            ("watcher", .string(explanation.watcher)), ("extension", .string(explanation.target)),
            ("status", .bool(explanation.status)), ("connected-callers", .bool(explanation.connectedCallers)),
            ("listen-whisper-barge", .bool(explanation.listen)),
            ("disclosure", .string(explanation.disclosure.name)),
            (
                "reasons",
                [
                    "status": .string(reasons.status), "connected-callers": .string(reasons.connectedCallers),
                    "listen-whisper-barge": .string(reasons.listen),
                ]
            ),
            ("mode", explanation.mode == .enforce ? nil : .string(explanation.mode.rawValue)),
        ])
    }
}

extension PolicySnapshot {
    /// How much of an extension a user may be told.
    func disclosure(of target: String, to watcher: String, in name: String) -> Disclosure {
        guard let organization = organization(named: name) else { return .none }
        let user = user(named: watcher.utf8Span.span, in: organization)
        return monitoring(of: target.utf8Span.span, in: organization, by: user).disclosure
    }

    /// Whether a user has a right over an extension.
    func has(_ right: Setting, _ watcher: String, _ target: String, _ name: String) -> Bool {
        switch right {
        case .status: return disclosure(of: target, to: watcher, in: name) != .none
        case .connectedCallers: return disclosure(of: target, to: watcher, in: name) == .full
        case .listenWhisperBarge:
            guard let organization = organization(named: name) else { return false }
            let user = user(named: watcher.utf8Span.span, in: organization)
            return listening(to: target.utf8Span.span, in: organization, by: user).disclosure != .none
        }
    }
}
