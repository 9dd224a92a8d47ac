import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// How an identity provider is asked.
public protocol ProviderTransport: Sendable {
    /// The body of a 200.
    func get(_ url: URL) async throws(SignInError) -> Data
    /// The body of a 200 to a form. The credentials, if any, go by HTTP Basic.
    func post(_ url: URL, form: [(String, String)], basic: (String, String)?) async throws(SignInError) -> Data
}

/// By HTTP. Redirects are not followed: a provider's addresses are in its document.
public final class ProviderSession: NSObject, ProviderTransport, URLSessionTaskDelegate {
    private static let unreserved = CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
    )

    /// The body of a 200.
    public func get(_ url: URL) async throws(SignInError) -> Data { try await ask(URLRequest(url: url), url) }

    /// The body of a 200 to a form.
    public func post(
        _ url: URL,
        form: [(String, String)],
        basic: (String, String)?
    ) async throws(SignInError) -> Data {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(form.map { "\(Self.escape($0.0))=\(Self.escape($0.1))" }.joined(separator: "&").utf8)
        if let (user, password) = basic {
            // Escaped first, as RFC 6749 §2.3.1 has it.
            let pair = Data("\(Self.escape(user)):\(Self.escape(password))".utf8).base64EncodedString()
            request.setValue("Basic \(pair)", forHTTPHeaderField: "Authorization")
        }
        return try await ask(request, url)
    }

    /// Redirects are answers that are not 200.
    public func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    private func ask(_ request: URLRequest, _ url: URL) async throws(SignInError) -> Data {
        var request = request
        request.timeoutInterval = Limits.providerAnswerSeconds
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let place = url.host ?? "the identity provider"
        let answer: (Data, URLResponse)
        do {
            answer = try await session.data(for: request)
        } catch {
            throw .provider("`\(place)` does not answer: \(error.localizedDescription)")
        }
        let status = (answer.1 as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else { throw .provider("`\(place)` answers \(status) to \(url.path)") }
        guard answer.0.count <= Limits.providerBytesMax else { throw .provider("`\(place)` says too much") }
        return answer.0
    }

    static func escape(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "" }
}
