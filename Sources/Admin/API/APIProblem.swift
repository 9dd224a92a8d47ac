import AccessPolicy
import HTTPTypes
import Hummingbird
import PolicyAdministration
import SignIn

/// Why a request is not answered with what was asked for: an RFC 9457 problem.
struct APIProblem: Error {
    /// What problems there are. The type of a problem is a URI that a person can read on: a part of docs/API.md.
    enum Kind: String, Sendable, CaseIterable {
        case malformed
        case unauthenticated
        case insufficientScope = "insufficient-scope"
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case notAcceptable = "not-acceptable"
        case conflict
        case readOnly = "read-only"
        case lengthRequired = "length-required"
        case tooLarge = "too-large"
        case unsupportedType = "unsupported-type"
        case invalid
        case preconditionRequired = "precondition-required"
        case tooMany = "too-many"
        case unavailable
        case failed

        var status: HTTPResponse.Status {
            switch self {
            case .malformed: .badRequest
            case .unauthenticated: .unauthorized
            case .insufficientScope, .forbidden: .forbidden
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .notAcceptable: .notAcceptable
            case .conflict, .readOnly: .conflict
            case .lengthRequired: .lengthRequired
            case .tooLarge: .contentTooLarge
            case .unsupportedType: .unsupportedMediaType
            case .invalid: .unprocessableContent
            case .preconditionRequired: .preconditionRequired
            case .tooMany: .tooManyRequests
            case .unavailable: .serviceUnavailable
            case .failed: .internalServerError
            }
        }

        var title: String {
            switch self {
            case .malformed: "The request cannot be read"
            case .unauthenticated: "It is not known who asks"
            case .insufficientScope: "The token is not for this"
            case .forbidden: "You may not do this"
            case .notFound: "There is no such thing"
            case .methodNotAllowed: "This cannot be done with it"
            case .notAcceptable: "There is no such form of it"
            case .conflict: "Somebody has changed it meanwhile"
            case .readOnly: "The policy is changed elsewhere"
            case .lengthRequired: "The body is missing"
            case .tooLarge: "The body is too large"
            case .unsupportedType: "The body is no JSON"
            case .invalid: "The body does not say what it should"
            case .preconditionRequired: "It must be said which version is meant"
            case .tooMany: "There are too many of them"
            case .unavailable: "It cannot be done now"
            case .failed: "Something has gone wrong"
            }
        }
    }

    let kind: Kind
    /// What is wrong with this request, in words for the person who sent it.
    let detail: String
    var problems: [FieldProblem] = []
    var headers = HTTPFields()
    /// What the client would have made of it, and what it is now; in a conflict.
    var versions: (yours: JSONValue, theirs: JSONValue)?

    init(_ kind: Kind, _ detail: String, _ problems: [FieldProblem] = []) {
        (self.kind, self.detail, self.problems) = (kind, detail, problems)
        switch kind {
        case .unauthenticated: headers[.wwwAuthenticate] = #"Bearer realm="earshot""#
        case .unavailable, .tooMany: headers[.retryAfter] = "5"
        default: break
        }
    }

    /// The token lacks a scope (RFC 6750 §3.1).
    static func lacking(_ scope: Scope) -> APIProblem {
        var problem = APIProblem(.insufficientScope, "a token with the scope `\(scope.rawValue)` is needed")
        problem.headers[.wwwAuthenticate] =
            #"Bearer realm="earshot", error="insufficient_scope", scope="\#(scope.rawValue)""#
        return problem
    }

    static let nothingThere = APIProblem(.notFound, "there is nothing here that you may see")

    /// A parameter that is not as it should be.
    static func parameter(_ name: String, _ detail: String) -> APIProblem {
        APIProblem(.malformed, "the parameter `\(name)` cannot be read", [.parameter(name, detail)])
    }

    /// Why an edit was not made.
    init(_ error: PolicyEditError) {
        switch error {
        case .forbidden(let text): self.init(.forbidden, text)
        case .conflict: self.init(.conflict, "it is another now than the one you have seen")
        case .invalid(let problems):
            let told = problems.prefix(APILimits.problemsMax).map { FieldProblem.at("", $0.text) }
            self.init(.invalid, "with this the policy would not hold", told)
        case .readOnly:
            self.init(
                .readOnly,
                "the policy comes from a file or another server; change it there, or keep it in the store"
            )
        case .unavailable(let text): self.init(.unavailable, text)
        }
    }

    /// Why the desk could not do something. What a store or this machine lacks is not told to whoever asks.
    init(_ error: SignInError) {
        switch error {
        case .unfit(let text): self.init(.invalid, text)
        case .busy: self.init(.unavailable, error.text)
        case .store, .unusable, .provider:
            self.init(.unavailable, "signing in does not work now; try again in a moment")
        }
    }

    /// After too many failures: when to come again.
    static func locked(until: Int64, now: Int64) -> APIProblem {
        var problem = APIProblem(.tooMany, "there were too many failures; try again later")
        problem.headers[.retryAfter] = "\(max(until - now, 1))"
        return problem
    }

    var body: JSONValue {
        .fields([
            ("type", .string("urn:earshot:problem:\(kind.rawValue)")),
            ("title", .string(kind.title)),
            ("status", .integer(Int64(kind.status.code))),
            ("detail", .string(detail)),
            ("errors", problems.isEmpty ? nil : .array(problems.map(Self.json))),
            ("yours", versions?.yours),
            ("theirs", versions?.theirs),
        ])
    }

    private static func json(_ problem: FieldProblem) -> JSONValue {
        .fields([
            ("pointer", problem.pointer.map(JSONValue.string)),
            ("parameter", problem.parameter.map(JSONValue.string)),
            ("detail", .string(problem.detail)),
        ])
    }
}
