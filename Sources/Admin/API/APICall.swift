import AccessPolicy
import Hummingbird
import PolicyAdministration
import SignIn

/// Who asks, as it was found out before any route, and from where.
struct APICaller: Sendable {
    var principal: Principal?
    /// The session of a browser; a token has none.
    var session: Session?
    /// The cookie of that session.
    var cookie: String?
    /// Where the request comes from, without port; empty where there is no socket.
    var address = ""
}

/// One request, read as far as its route says.
struct APICall: Sendable {
    /// Who asks; nobody where anyone may.
    let caller: APICaller
    /// What the names of the path stand for.
    let names: [String: String]
    /// The parameters of the query, each as its schema says.
    let query: [String: JSONValue]
    let body: JSONValue?
    let condition: EntityTags
    /// The path and query as sent, for links.
    let target: String
    /// The policy that the whole answer goes by.
    let state: PolicyState
    /// Seconds since 1970-01-01 UTC.
    let now: Int64

    /// Who asks; nil where anyone may and nobody has signed in.
    var principal: Principal? { caller.principal }

    /// Who asks, where it was made sure that it is known.
    func asker() throws -> Principal {
        guard let principal else { throw APIProblem(.unauthenticated, "sign in, or send a token") }
        return principal
    }

    /// The same at the desk, for the record.
    func visitor() throws -> Visitor { Visitor(try asker().identity, address: caller.address) }

    /// What a name of the path stands for.
    func name(_ name: String) -> String { names[name] ?? "" }

    /// The organisation of the path. Who has nothing to do with it learns not even that it is there.
    func organization() throws -> Organization {
        guard let found = state.organization(name("organization")) else { throw APIProblem.nothingThere }
        return found
    }

    /// What who asks is in the organisation of the path.
    func standing() throws -> Standing { state.standing(of: try asker(), in: name("organization")) }

    /// Whether who asks is Admin of the organisation, or the operator.
    func isAdmin() throws -> Bool { try standing() >= .admin }

    /// The number of the path, if who asks may see what is set for it.
    func visibleExtension() throws -> String {
        let number = name("extension")
        guard state.maySee(number, of: name("organization"), try asker()) else { throw APIProblem.nothingThere }
        return number
    }

    /// A text of the query.
    func text(_ name: String) -> String? { query[name]?.text }

    /// A number of the query.
    func number(_ name: String) -> Int? {
        guard case .integer(let number)? = query[name] else { return nil }
        return Int(number)
    }

    /// Why, as the client says.
    var comment: String { text("comment") ?? "" }
}

/// What an answer does to the session of the browser that has asked.
enum SessionChange: Sendable {
    /// It has this one from now on.
    case begun(cookie: String, Session)
    /// It has none any more.
    case ended
}

/// What is sent back.
struct APIAnswer: Sendable {
    var status = HTTPResponse.Status.ok
    var body: JSONValue?
    var tag: String?
    /// The number of the revision that was made.
    var revision: Int64?
    var location: String?
    /// Whether anybody may keep it for a while.
    var isPublic = false
    /// What becomes of the browser's session.
    var session: SessionChange?

    /// An answer with a body.
    init(_ body: JSONValue?, status: HTTPResponse.Status = .ok, tag: String? = nil, revision: Int64? = nil) {
        (self.body, self.status, self.tag, self.revision) = (body, status, tag, revision)
    }
}
