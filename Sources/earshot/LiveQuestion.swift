import Admin
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// `GET /live` of a proxy that runs.
enum LiveQuestion {
    /// Why there is no answer, for the operator.
    struct UnansweredError: Error {
        let text: String
    }

    /// Seconds to wait for the answer.
    private static let seconds = 10.0

    /// Asks the proxy of a configuration. One that listens on every address is asked on this machine's own; by TLS it is asked under its name.
    static func ask(
        _ configuration: Configuration,
        _ query: LiveQuery,
        bearer: String
    ) async throws(UnansweredError) -> LiveList {
        let own = "http://\(configuration.reachableAdminHost):\(configuration.admin.port)"
        let place = configuration.isAdminSecure ? configuration.adminAddress : own
        guard var address = URLComponents(string: place + "/live") else {
            throw UnansweredError(text: "`\(place)` is no address; mend `admin` in the configuration")
        }
        address.queryItems = [
            query.watcher.map { URLQueryItem(name: "watcher", value: $0) },
            query.target.map { URLQueryItem(name: "extension", value: $0) },
            query.kind.map { URLQueryItem(name: "kind", value: $0.rawValue) },
        ].compactMap { $0 }
        // What a query may hold unescaped, but a server reads otherwise.
        address.percentEncodedQuery = address.percentEncodedQuery?.replacing("+", with: "%2B")
        guard let url = address.url else {
            throw UnansweredError(text: "`\(place)` is no address; mend `admin` in the configuration")
        }
        var request = URLRequest(url: url, timeoutInterval: seconds)
        request.setValue("Bearer \(bearer)", forHTTPHeaderField: "Authorization")
        guard let (body, response) = try? await URLSession.shared.data(for: request) else {
            throw UnansweredError(
                text: "no proxy answers at `\(place)`; start `earshot serve`, or name its address under `admin`"
            )
        }
        let status = (response as? HTTPURLResponse)?.statusCode
        guard status != 401 else {
            throw UnansweredError(
                text: "the proxy at `\(place)` has other signing keys; ask with its own configuration"
            )
        }
        guard status == 200,
            let list = try? JSONDecoder().decode(LiveList.self, from: body)
        else {
            throw UnansweredError(
                text: "what answers at `\(place)` is no earshot of this version; name its address under `admin`"
            )
        }
        return list
    }
}
