import AccessPolicy
import Hummingbird
import PolicyAdministration
import SignIn

/// How several questions of one request are gone through (AuthZEN 1.0 §7.1.2.1).
enum EvaluationSemantic: String, CaseIterable {
    case all = "execute_all"
    case denyFirst = "deny_on_first_deny"
    case permitFirst = "permit_on_first_permit"

    /// Whether nothing is asked after this answer.
    func ends(with decision: Bool) -> Bool {
        switch self {
        case .all: false
        case .denyFirst: !decision
        case .permitFirst: decision
        }
    }
}

/// OpenID AuthZEN Authorization API 1.0: the engine for whoever enforces its answers elsewhere.
extension API {
    private static let evaluation = "/access/v1/evaluation"
    private static let evaluations = "/access/v1/evaluations"

    var evaluationRoutes: [APIRoute] {
        [
            APIRoute(
                .post,
                Self.evaluation,
                "evaluate",
                "May this user do this with this extension? (AuthZEN 1.0 §6)",
                .signedIn(.evaluate),
                body: .named("Evaluation"),
                answers: [.ok("The decision", "Decision")],
                handler: { call in APIAnswer(evaluation(call.body ?? .null, call)) }
            ),
            APIRoute(
                .post,
                Self.evaluations,
                "evaluateAll",
                "Several such questions (AuthZEN 1.0 §7)",
                .signedIn(.evaluate),
                body: .named("Evaluations"),
                answers: [.ok("The decisions, in the order of the questions", "Decisions")],
                handler: evaluateAll
            ),
            APIRoute(
                .get,
                "/.well-known/authzen-configuration",
                "getEvaluationConfiguration",
                "Where to ask (AuthZEN 1.0 §9)",
                .anyone,
                answers: [.ok("The addresses", "AuthZENConfiguration")],
                handler: { [address = desk.settings.address] _ in
                    var answer = APIAnswer([
                        "policy_decision_point": .string(address),
                        "access_evaluation_endpoint": .string(address + Self.evaluation),
                        "access_evaluations_endpoint": .string(address + Self.evaluations),
                    ])
                    answer.isPublic = true
                    return answer
                }
            ),
        ]
    }

    private func evaluateAll(_ call: APICall) throws -> APIAnswer {
        let body = call.body ?? .null
        let questions = body["evaluations"]?.values ?? []
        // §7.1: without questions of its own it is a single one.
        guard !questions.isEmpty else {
            let problems = Schema.named("Evaluation").problems(of: body)
            guard problems.isEmpty else { throw APIProblem(.malformed, "the body is not as it should be", problems) }
            return APIAnswer(evaluation(body, call))
        }
        let semantic =
            body["options"]?["evaluations_semantic"]?.text.flatMap(EvaluationSemantic.init(rawValue:)) ?? .all
        var answers: [JSONValue] = []
        for question in questions {
            // §7.1.1: what a question leaves out is that of the whole.
            let whole = JSONValue.fields(["subject", "resource", "action"].map { ($0, question[$0] ?? body[$0]) })
            let problems = Schema.named("Evaluation").problems(of: whole)
            let answer = problems.first.map { Self.refusal(400, $0.detail) } ?? evaluation(whole, call)
            answers.append(answer)
            if semantic.ends(with: answer["decision"] == true) { break }
        }
        return APIAnswer(["evaluations": .array(answers)])
    }

    /// A question that cannot be answered is denied, and says why (§7.2.1).
    private static func refusal(_ status: Int64, _ text: String) -> JSONValue {
        ["decision": false, "context": ["error": ["status": .integer(status), "message": .string(text)]]]
    }

    private func evaluation(_ question: JSONValue, _ call: APICall) -> JSONValue {
        guard let principal = call.principal else { return Self.refusal(401, "it is not known who asks") }
        let (subject, resource) = (question["subject"] ?? .null, question["resource"] ?? .null)
        let (watcher, target) = (subject["id"]?.text ?? "", resource["id"]?.text ?? "")
        guard subject["type"] == "user" else { return Self.refusal(400, "only a subject of type `user` is known") }
        guard resource["type"] == "extension" else {
            return Self.refusal(400, "only a resource of type `extension` is known")
        }
        guard let action = question["action"]?["name"]?.text.flatMap(Setting.init(rawValue:)) else {
            let known = Setting.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            return Self.refusal(400, "the actions are \(known)")
        }
        let named = resource["properties"]?["organization"]?.text
        guard let name = named ?? organization(knowing: watcher, call.state, principal),
            call.state.organization(name) != nil, call.state.standing(of: principal, in: name) > .stranger
        else { return Self.refusal(404, "there is no such organization or user that you may ask for") }
        // Who is no Admin asks for the own extensions, and what one may do oneself.
        let maySee = call.state.maySee(target, of: name, principal)
        guard maySee || principal.isUser(watcher, of: name) else {
            return Self.refusal(403, "you may ask this only of yourself and of your own extensions")
        }
        // Whom one may not ask for by this is not known by it.
        guard call.state.mayAsk(for: watcher, of: name, principal) else { return Self.nobody }
        return Self.answer(action, watcher, target, name, call.state.snapshot, isWhyTold: maySee)
    }

    private func organization(knowing watcher: String, _ state: PolicyState, _ principal: Principal) -> String? {
        switch principal.identity {
        case .user(let organization, _): return organization
        case .operator:
            let policy = state.snapshot
            return policy.organizations.first { policy.user(addressedAs: watcher.utf8Span.span, in: $0) != nil }
                .map(policy.name(of:))
        }
    }

    private static let nobody: JSONValue = [
        "decision": false, "context": ["reason": "nobody of that name watches"],
    ]

    private static func answer(
        _ action: Setting,
        _ watcher: String,
        _ target: String,
        _ name: String,
        _ policy: PolicySnapshot,
        isWhyTold: Bool
    ) -> JSONValue {
        guard let explanation = policy.explain(watcher: watcher, target: target, in: name) else {
            return nobody
        }
        let (decision, reason) =
            switch action {
            case .status: (explanation.status, explanation.reasons.status)
            case .connectedCallers: (explanation.connectedCallers, explanation.reasons.connectedCallers)
            case .listenWhisperBarge: (explanation.listen, explanation.reasons.listen)
            }
        let context = JSONValue.fields([
            ("reason", isWhyTold ? .string(reason) : nil),
            ("disclosure", .string(explanation.disclosure.name)),
            ("mode", explanation.mode == .enforce ? nil : .string(explanation.mode.rawValue)),
        ])
        return ["decision": .bool(decision), "context": context]
    }
}

extension APIRoute {
    /// Whether it is AuthZEN's, whose only answer to a body that is not as it should be is 400 (§10.1).
    var isAuthZEN: Bool { path.hasPrefix("/access/") }
}
