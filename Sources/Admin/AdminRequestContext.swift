import Hummingbird
import NIOCore
import PolicyAdministration
import SignIn

/// What a request carries with it: who asks, as the middleware has found out before any route.
public struct AdminRequestContext: RequestContext {
    /// What Hummingbird keeps.
    public var coreContext: CoreRequestContextStorage
    /// Where the request comes from, without port; empty where there is no socket.
    public let address: String
    /// Who asks; nil when nobody has signed in.
    public var principal: Principal?
    /// The session that a cookie has named; nil for a token, and for nobody.
    public var session: Session?
    /// The cookie of that session.
    var cookie: String?

    /// A context of nobody yet.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// Bytes of a body that is decoded.
    public var maxUploadSize: Int { Limits.bodyBytesMax }

    /// Who asks, if it may be for this.
    ///
    /// - Throws: 401 for nobody, 403 for a token that is not for it.
    public func signedIn(for scope: Scope) throws -> Principal {
        guard let principal else { throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"]) }
        guard principal.scopes.contains(scope) else {
            throw HTTPError(.forbidden, message: "the token is not for `\(scope.rawValue)`")
        }
        return principal
    }

    /// The session in which something is asked; tokens have none.
    ///
    /// - Throws: 401 without one.
    public func signedInByCookie() throws -> Session {
        guard let session else { throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"]) }
        return session
    }
}
