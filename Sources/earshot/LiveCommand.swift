import Admin
import ArgumentParser
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// `earshot live`: who watches or listens to whom at this moment, by the running proxy.
struct LiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "Who watches and listens to whom now?",
        discussion: "Asks the running proxy at the address under `admin`."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("Only what this user watches or listens to.", valueName: "user"))
    var watcher: String?

    @Option(
        name: .customLong("extension"),
        help: ArgumentHelp("Only what is about this extension.", valueName: "number")
    )
    var target: String?

    @Option(help: ArgumentHelp("`subscription` or `listening`.", valueName: "kind"))
    var kind: LiveList.Kind?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let query = LiveQuery(watcher: watcher, target: target, kind: kind)
        do throws(LiveQuestion.Unanswered) {
            let list = try await LiveQuestion.ask(configuration.admin.host, configuration.admin.port, query)
            print(json ? JSONText.write(LiveText.json(list)) : LiveText.table(list))
        } catch {
            StandardError.print(error.text)
            throw ExitCode.failure
        }
    }
}

extension LiveList.Kind: ExpressibleByArgument {}

/// `GET /live` of a proxy that runs.
enum LiveQuestion {
    /// Why there is no answer, for the operator.
    struct Unanswered: Error {
        let text: String
    }

    /// Seconds to wait for the answer.
    private static let seconds = 10.0

    /// Asks at that address. A proxy that listens on every address is asked on this machine's own.
    static func ask(_ host: String, _ port: Int, _ query: LiveQuery) async throws(Unanswered) -> LiveList {
        let own = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        let place = "http://\(own.contains(":") ? "[\(own)]" : own):\(port)"
        guard var address = URLComponents(string: place + "/live") else {
            throw Unanswered(text: "`\(place)` is no address; mend `admin` in the configuration")
        }
        address.queryItems = [
            query.watcher.map { URLQueryItem(name: "watcher", value: $0) },
            query.target.map { URLQueryItem(name: "extension", value: $0) },
            query.kind.map { URLQueryItem(name: "kind", value: $0.rawValue) },
        ].compactMap { $0 }
        // What a query may hold unescaped, but a server reads otherwise.
        address.percentEncodedQuery = address.percentEncodedQuery?.replacing("+", with: "%2B")
        guard let url = address.url else {
            throw Unanswered(text: "`\(place)` is no address; mend `admin` in the configuration")
        }
        let request = URLRequest(url: url, timeoutInterval: seconds)
        guard let (body, response) = try? await URLSession.shared.data(for: request) else {
            throw Unanswered(
                text: "no proxy answers at `\(place)`; start `earshot serve`, or name its address under `admin`"
            )
        }
        guard (response as? HTTPURLResponse)?.statusCode == 200,
            let list = try? JSONDecoder().decode(LiveList.self, from: body)
        else {
            throw Unanswered(
                text: "what answers at `\(place)` is no earshot of this version; name its address under `admin`"
            )
        }
        return list
    }
}

/// The list, for a program and for a person.
enum LiveText {
    static func json(_ list: LiveList) -> JSONText.Value {
        .object([("live", .array(list.live.map(json))), ("truncated", .bool(list.truncated))])
    }

    private static func json(_ entry: LiveList.Entry) -> JSONText.Value {
        .object([
            ("organization", .string(entry.organization)), ("watcher", .string(entry.watcher)),
            ("extension", .string(entry.target)), ("kind", .string(entry.kind.rawValue)),
            ("package", .string(entry.package)), ("disclosure", .string(entry.disclosure)),
            ("since", .string(entry.since)), ("expires", .string(entry.expires)), ("phone", .string(entry.phone)),
            ("pbx", .string(entry.pbx)), ("call-id", .string(entry.callID)),
        ])
    }

    static func table(_ list: LiveList) -> String {
        guard !list.live.isEmpty else { return "nobody watches or listens" }
        let head = ["SINCE", "WATCHER", "EXTENSION", "WHAT", "DISCLOSURE", "PHONE", "PBX"]
        let rows = list.live.map { entry in
            let what = entry.kind == .listening ? "listening" : entry.package
            return [entry.since, entry.watcher, entry.target, what, entry.disclosure, entry.phone, entry.pbx]
                .map(printable)
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([head] + rows).map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
        let more = list.truncated ? ["there are more; ask for one watcher or extension"] : []
        return (lines + more).joined(separator: "\n")
    }

    /// What came over the network does not steer a terminal.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory.isPrinted ? $0 : "?" }))
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrinted: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
