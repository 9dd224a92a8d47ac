import Foundation
import FoundationNetworking
import Synchronization

/// A browser of one person: it keeps cookies, sends forms, and follows nothing by itself.
final class WebClient: NSObject, URLSessionTaskDelegate {
    /// What came back.
    struct Page {
        let status: Int
        /// Where it sends the browser.
        let location: String?
        let text: String
    }

    private let cookies = Mutex<[String: String]>([:])

    /// Asks for a page; with a form it sends that.
    func open(_ url: String, form: String? = nil) async throws -> Page {
        guard let place = URL(string: url) else { throw URLError(.badURL) }
        var request = URLRequest(url: place)
        if let form {
            request.httpMethod = "POST"
            request.httpBody = Data(form.utf8)
            request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        }
        let held = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        if !held.isEmpty { request.setValue(held, forHTTPHeaderField: "Cookie") }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (body, response) = try await session.data(for: request)
        guard let answer = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        keep(answer.value(forHTTPHeaderField: "Set-Cookie") ?? "")
        return Page(
            status: answer.statusCode,
            location: answer.value(forHTTPHeaderField: "Location"),
            text: String(decoding: body, as: UTF8.self)
        )
    }

    /// Several cookies are one field here, with commas between; ours have none in them.
    private func keep(_ field: String) {
        for cookie in field.split(separator: ",") {
            guard let pair = cookie.split(separator: ";").first,
                case let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false),
                parts.count == 2
            else { continue }
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            cookies.withLock { $0[name] = parts[1].isEmpty ? nil : String(parts[1]) }
        }
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
