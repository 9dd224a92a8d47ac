import AccessPolicy
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PolicyAdministration
import PolicyStore
import SignIn

/// Answers what is asked of the API, and leaves everything else to who comes next.
///
/// It goes by the routes themselves and not by a router's table, so that what the document says is what is answered.
struct APIMiddleware: RouterMiddleware {
    /// Behind what finds out who asks.
    let api: API

    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let routes = api.routes(of: request.uri.path) else { return try await next(request, context) }
        let caller = APICaller(
            principal: context.principal,
            session: context.session,
            cookie: context.cookie,
            address: context.address
        )
        return await api.respond(to: request, routes, caller) { error in
            context.logger.error("the API failed", metadata: ["error": "\(error)"])
        }
    }
}

extension API {
    /// The routes of a path, with what its names stand for.
    typealias Fitting = [(route: APIRoute, names: [String: String])]

    /// Whether a path is one of programs, whoever answers.
    static func isOurs(_ path: String) -> Bool {
        path.hasPrefix("/api/v1/") || path == "/api/v1" || path.hasPrefix("/access/v1/")
            || path == "/.well-known/authzen-configuration"
    }

    /// The routes of a path; nil when there are none.
    func routes(of path: String) -> Fitting? {
        guard Self.isOurs(path), let segments = APIPath.segments(of: path) else { return nil }
        let fitting = table.compactMap { entry in entry.path.values(in: segments).map { (entry, $0) } }
        guard let words = fitting.map(\.0.path.words).max() else { return nil }
        return fitting.filter { $0.0.path.words == words }.map { ($0.0.route, $0.1) }
    }

    /// The answer to a request.
    ///
    /// - Parameter log: told of what should not have happened.
    func respond(
        to request: Request,
        _ routes: Fitting,
        _ caller: APICaller,
        log: (any Error) -> Void
    ) async -> Response {
        do {
            let (route, names) = try route(request, routes)
            let call = try await call(request, route, names, caller)
            switch route.handler {
            case .stream(let make):
                let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
                // Who asks for the headers alone reads no events, and takes no place of those who do.
                guard request.method != .head else { return Response(status: .ok, headers: headers) }
                return Response(status: .ok, headers: headers, body: try make(call))
            case .blocking(let handle):
                let answer = try await work.run { try handle(call) }
                return response(answer, call, isHead: request.method == .head)
            case .asking(let handle):
                return response(try await handle(call), call, isHead: request.method == .head)
            }
        } catch let problem as APIProblem {
            return problem.response
        } catch let error as PolicyEditError {
            return APIProblem(error).response
        } catch let error as StoreError {
            return APIProblem(.unavailable, error.text).response
        } catch let error as SignInError {
            let problem = APIProblem(error)
            if problem.kind == .unavailable { log(error) }
            return problem.response
        } catch {
            log(error)
            return APIProblem(.failed, "the log of the server says what; tell who runs it").response
        }
    }

    /// The route that a request is for.
    private func route(_ request: Request, _ routes: Fitting) throws -> (APIRoute, [String: String]) {
        let method = request.method == .head ? .get : request.method
        if let found = routes.first(where: { $0.route.method == method }) { return found }
        var allowed = routes.map(\.route.method.rawValue)
        if allowed.contains("GET") { allowed.append("HEAD") }
        var problem = APIProblem(
            .methodNotAllowed,
            "`\(request.method.rawValue)` is none of \(allowed.joined(separator: ", "))"
        )
        problem.headers[.allow] = allowed.joined(separator: ", ")
        throw problem
    }

    /// The request, read as far as its route says; who may not ask is sent away before anything is read.
    private func call(
        _ request: Request,
        _ route: APIRoute,
        _ names: [String: String],
        _ caller: APICaller
    ) async throws -> APICall {
        let state = administration.state
        try admit(caller, to: route, names["organization"], state)
        try Self.negotiate(request.headers[.accept], route)
        let query = try Query.read(request.uri.query, route.parameters)
        return APICall(
            caller: caller,
            names: names,
            query: query,
            body: try await body(request, route),
            condition: try EntityTags(route.condition == .none ? [:] : request.headers),
            target: request.uri.description,
            state: state,
            now: now()
        )
    }

    private func admit(
        _ caller: APICaller,
        to route: APIRoute,
        _ organization: String?,
        _ state: PolicyState
    ) throws {
        if route.access == .anyone { return }
        guard let principal = caller.principal else {
            throw APIProblem(.unauthenticated, "sign in, or send a token")
        }
        if route.access == .session, caller.session == nil {
            throw APIProblem(.forbidden, "no token can do this; sign in, and send the session's cookie")
        }
        if let scope = route.access.scope, !principal.scopes.contains(scope) { throw APIProblem.lacking(scope) }
        guard case .member(_, let least) = route.access, let organization else { return }
        let standing = state.standing(of: principal, in: organization)
        // An organisation that is not there yet is the operator's to make.
        let isThere = state.organization(organization) != nil
        guard standing > .stranger, isThere || route.name == "putOrganization" else { throw APIProblem.nothingThere }
        guard standing >= least else {
            let who = least == .operator ? "the operator" : "an Admin"
            throw APIProblem(.forbidden, "only \(who) may do this")
        }
    }

    // MARK: What the request brings

    private static func negotiate(_ accept: String?, _ route: APIRoute) throws {
        guard let accept else { return }
        let types = Set(route.successes.map(\.type))
        let ranges = accept.split(separator: ",").compactMap { range -> String? in
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            let isRefused = parts.dropFirst().contains {
                $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000"
            }
            return isRefused ? nil : parts.first
        }
        let fits = ranges.contains { range in
            range == "*/*" || types.contains { $0 == range || $0.prefix { $0 != "/" } + "/*" == range }
        }
        guard fits else {
            throw APIProblem(.notAcceptable, "there is only \(types.sorted().joined(separator: " and "))")
        }
    }

    private func body(_ request: Request, _ route: APIRoute) async throws -> JSONValue? {
        guard let schema = route.body else { return nil }
        let length = request.headers[.contentLength]
        // Nobody need be known to have us read so much.
        let most = route.access == .anyone ? APILimits.openBodyBytesMax : APILimits.bodyBytesMax
        if let count = length.flatMap({ Int($0) }), count > most { throw Self.tooLarge(most) }
        var request = request
        let bytes: [UInt8]
        do {
            bytes = Array(buffer: try await request.collectBody(upTo: most))
        } catch {
            throw Self.tooLarge(most)
        }
        if bytes.isEmpty, length == nil { throw APIProblem(.lengthRequired, "send a body, and its length") }
        let type = request.headers[.contentType]?.split(separator: ";").first.map {
            $0.filter { $0 != " " }.lowercased()
        }
        guard type == "application/json" else {
            throw APIProblem(.unsupportedType, "send JSON, and say `Content-Type: application/json`")
        }
        let value: JSONValue
        do throws(JSONReadingError) {
            value = try JSONReader.read(bytes)
        } catch {
            throw APIProblem(.malformed, "the body is no JSON: \(error.text) at byte \(error.offset)")
        }
        let problems = schema.problems(of: value)
        guard problems.isEmpty else {
            throw APIProblem(route.isAuthZEN ? .malformed : .invalid, "the body is not as it should be", problems)
        }
        return value
    }

    private static func tooLarge(_ bytesMax: Int) -> APIProblem {
        APIProblem(.tooLarge, "a body may have \(bytesMax) bytes")
    }

    // MARK: What is sent back

    private func response(_ answer: APIAnswer, _ call: APICall, isHead: Bool) -> Response {
        var response = plainResponse(answer, call, isHead: isHead)
        switch answer.session {
        case nil: break
        case .begun(let cookie, let session): desk.give(cookie, to: &response, session)
        case .ended: desk.clear(desk.settings.cookieName, in: &response)
        }
        return response
    }

    private func plainResponse(_ answer: APIAnswer, _ call: APICall, isHead: Bool) -> Response {
        var headers: HTTPFields = [.cacheControl: answer.isPublic ? "public, max-age=300" : "no-store"]
        if let tag = answer.tag { headers[.eTag] = EntityTags.written(tag) }
        if let revision = answer.revision, let name = HTTPField.Name("Earshot-Revision") {
            headers[name] = "\(revision)"
        }
        if let location = answer.location { headers[.location] = location }
        if let tag = answer.tag, answer.status == .ok, answer.revision == nil, call.condition.has(tag) {
            return Response(status: .notModified, headers: headers)
        }
        guard let body = answer.body else { return Response(status: answer.status, headers: headers) }
        headers[.contentType] = "application/json"
        return Self.response(answer.status, headers, body, isHead: isHead)
    }

    private static func response(
        _ status: HTTPResponse.Status,
        _ headers: HTTPFields,
        _ body: JSONValue,
        isHead: Bool
    ) -> Response {
        let buffer = ByteBuffer(string: body.description)
        guard isHead else { return Response(status: status, headers: headers, body: .init(byteBuffer: buffer)) }
        var headers = headers
        headers[.contentLength] = "\(buffer.readableBytes)"
        return Response(status: status, headers: headers)
    }
}
