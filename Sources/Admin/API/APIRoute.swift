import HTTPTypes
import Hummingbird
import PolicyAdministration

/// One thing that can be asked for: what the router goes by and what the OpenAPI document says of it, in one.
struct APIRoute: Sendable {
    /// Who may ask. What belongs to a part of the policy beyond that its handler asks `PolicyState`.
    enum Access: Sendable, Equatable {
        /// Whoever reaches the address.
        case anyone
        /// Whoever has signed in, with this scope if it is a program.
        case signedIn(Scope?)
        /// Whoever has signed in by a browser: what a program with a token must not do to its owner.
        case session
        /// Who is at least this in the organisation of the path.
        case member(Scope, Standing)

        var scope: Scope? {
            switch self {
            case .anyone, .session: nil
            case .signedIn(let scope): scope
            case .member(let scope, _): scope
            }
        }
    }

    /// How a version is named (RFC 9110 §13).
    enum Condition: Sendable {
        case none
        /// `If-None-Match` answers 304.
        case read
        /// `If-Match` for what exists; `If-None-Match: *` for what does not.
        case put
        /// `If-Match`.
        case change
    }

    /// What is asked for in the query.
    struct Parameter: Sendable {
        let name: String
        let schema: Schema
        let summary: String
        var isRequired = false
    }

    /// What comes back when all goes well.
    struct Success: Sendable {
        let status: HTTPResponse.Status
        let summary: String
        let schema: Schema?
        var type = "application/json"
        /// Whether it changes the session of the browser that has asked.
        var isOfSession = false
    }

    /// How it is answered. What blocks is run on a thread that may wait.
    enum Handler: Sendable {
        case blocking(@Sendable (APICall) throws -> APIAnswer)
        /// What waits without a thread.
        case asking(@Sendable (APICall) async throws -> APIAnswer)
        case stream(@Sendable (APICall) throws -> ResponseBody)
    }

    let method: HTTPRequest.Method
    /// With `{name}` for what is asked for.
    let path: String
    /// The name of the operation, for programs that are made from the document.
    let name: String
    let summary: String
    let access: Access
    var parameters: [Parameter] = []
    var condition = Condition.none
    var body: Schema?
    let successes: [Success]
    /// Problems that there may be besides those which follow from all the rest.
    var problems: [APIProblem.Kind] = []
    let handler: Handler

    /// A route that answers with JSON.
    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ name: String,
        _ summary: String,
        _ access: Access,
        parameters: [Parameter] = [],
        condition: Condition = .none,
        body: Schema? = nil,
        answers: [Success],
        problems: [APIProblem.Kind] = [],
        handler: @escaping @Sendable (APICall) throws -> APIAnswer
    ) {
        (self.method, self.path, self.name, self.summary) = (method, path, name, summary)
        (self.access, self.parameters, self.condition) = (access, parameters, condition)
        self.problems = problems
        (self.body, successes, self.handler) = (body, answers, .blocking(handler))
    }

    /// A route whose answer another gives, who needs no thread of ours.
    init(
        asking path: String,
        _ name: String,
        _ summary: String,
        _ access: Access,
        parameters: [Parameter],
        answers: [Success],
        handler: @escaping @Sendable (APICall) async throws -> APIAnswer
    ) {
        (method, self.path, self.name, self.summary) = (.get, path, name, summary)
        (self.access, self.parameters) = (access, parameters)
        (body, successes, self.handler) = (nil, answers, .asking(handler))
    }

    /// A route that answers with a stream of events.
    init(
        stream path: String,
        _ name: String,
        _ summary: String,
        _ access: Access,
        handler: @escaping @Sendable (APICall) throws -> ResponseBody
    ) {
        (method, self.path, self.name, self.summary) = (.get, path, name, summary)
        self.access = access
        body = nil
        successes = [Success(status: .ok, summary: "Events, until they end", schema: nil, type: "text/event-stream")]
        self.handler = .stream(handler)
    }

    /// The names in the path.
    var names: [String] { APIPath(path).names }
}

extension APIRoute.Success {
    /// 200 with a body of that schema.
    static func ok(_ summary: String, _ schema: String) -> Self {
        .init(status: .ok, summary: summary, schema: .named(schema))
    }

    /// 201 with a body of that schema.
    static func created(_ summary: String, _ schema: String) -> Self {
        .init(status: .created, summary: summary, schema: .named(schema))
    }

    /// 204.
    static func gone(_ summary: String) -> Self { .init(status: .noContent, summary: summary, schema: nil) }

    /// The same, that changes the session of the browser.
    var ofSession: Self {
        var success = self
        success.isOfSession = true
        return success
    }
}

extension APIRoute.Parameter {
    static let search = Self(
        name: "q",
        schema: .text(max: APILimits.searchBytesMax, min: 0),
        summary: "A piece of a name or number, in any ASCII case"
    )
    static let limit = Self(
        name: "limit",
        schema: .integer(min: 1, max: Int64(APILimits.pageMax)),
        summary: "Entries of a page; \(APILimits.pageDefault) when left out"
    )
    static let after = Self(
        name: "after",
        schema: .text(max: 1_024),
        summary: "Where the page begins: from the `next` of the page before"
    )
    static let comment = Self(
        name: "comment",
        schema: .text(max: APILimits.commentBytesMax, min: 0),
        summary: "Why, for the history"
    )
    static let paging = [limit, after]
}
