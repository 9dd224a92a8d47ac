import Dispatch
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One request for a policy, or for its signature. Blocks its caller; the work is done on threads of Foundation's.
final class PolicyDownload: NSObject, URLSessionDataDelegate {
    /// What came.
    enum Answer: Equatable {
        /// It is as it was.
        case same
        /// Its bytes, and what to ask with the next time.
        case document(Data, tag: String?)
    }

    /// Why nothing came, in words for the operator.
    struct Failure: Error, Equatable {
        let text: String
    }

    private struct State {
        var body = Data()
        var redirects = 0
        var response: HTTPURLResponse?
        var failure: String?
        var isTooLarge = false
        var isElsewhere = false
    }

    /// How long a server may say nothing, and how long it may take in all.
    private static let silenceSeconds = 10.0
    private static let overallSeconds = 60
    private static let redirectsMax = 3

    private let url: URL
    private let bytesMax: Int
    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    private init(_ url: URL, bytesMax: Int) { (self.url, self.bytesMax) = (url, bytesMax) }

    /// Asks for what is at the address, if it is not what had the tag.
    static func get(_ url: URL, unless tag: String? = nil, bytesMax: Int) throws(Failure) -> Answer {
        let download = PolicyDownload(url, bytesMax: bytesMax)
        download.run(unless: tag)
        return try download.answer()
    }

    private func run(unless tag: String?) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        var request = URLRequest(url: url)
        request.timeoutInterval = Self.silenceSeconds
        if let tag { request.setValue(tag, forHTTPHeaderField: "If-None-Match") }
        let task = session.dataTask(with: request)
        task.resume()
        guard done.wait(timeout: .now() + .seconds(Self.overallSeconds)) == .timedOut else { return }
        task.cancel()
        state.withLock { $0.failure = "it took longer than \(Self.overallSeconds) s" }
    }

    private func answer() throws(Failure) -> Answer {
        let state = state.withLock { $0 }
        let place = url.absoluteString
        if state.isTooLarge { throw Failure(text: "what `\(place)` has is larger than \(bytesMax) bytes") }
        if state.isElsewhere { throw Failure(text: "`\(place)` leads to another server; name that one under `policy`") }
        if let failure = state.failure { throw Failure(text: "`\(place)` does not answer: \(failure)") }
        switch state.response?.statusCode {
        case 200: return .document(state.body, tag: state.response?.value(forHTTPHeaderField: "ETag"))
        case 304: return .same
        case let status: throw Failure(text: "`\(place)` answers \(status ?? 0)")
        }
    }

    // MARK: What Foundation tells

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        let isSame = request.url.map(isSameServer) ?? false
        let isAllowed = state.withLock { state in
            state.redirects += 1
            state.isElsewhere = !isSame
            return isSame && state.redirects <= Self.redirectsMax
        }
        completionHandler(isAllowed ? request : nil)
    }

    /// Nothing that a server says leads to another one, nor from TLS to no TLS.
    private func isSameServer(_ other: URL) -> Bool {
        other.scheme?.lowercased() == url.scheme?.lowercased() && other.host?.lowercased() == url.host?.lowercased()
            && other.port == url.port
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let isTooLarge = response.expectedContentLength > Int64(bytesMax)
        state.withLock { state in
            state.response = response as? HTTPURLResponse
            state.isTooLarge = isTooLarge
        }
        completionHandler(isTooLarge ? .cancel : .allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = state.withLock { state in
            guard state.body.count + data.count <= bytesMax else {
                state.isTooLarge = true
                return true
            }
            state.body.append(data)
            return false
        }
        if isTooLarge { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error { state.withLock { $0.failure = error.localizedDescription } }
        done.signal()
    }
}
