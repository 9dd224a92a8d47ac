import AccessPolicy
import Foundation
import Logging
import PolicyStore
import ScriptedSIP
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What the pages of a large policy cost a real `earshot serve`, from the request to the last byte over 127.0.0.1, for its operator. Milliseconds.
struct PageScale {
    struct FailedError: Error, CustomStringConvertible {
        let description: String
    }

    private struct Timed {
        let nanoseconds: UInt64
        let body: Data
    }

    let executable: String
    let rounds: Int
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("earshot-bench-\(UUID().uuidString)")
    private let port = DatagramSocket.freePort()
    private let session = URLSession(configuration: .ephemeral)
    private let password = "bench-\(UUID().uuidString)"

    init(executable: String, rounds: Int) { (self.executable, self.rounds) = (executable, rounds) }

    func run() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try prepare()
        let earshot = try ChildProcess(executable, ["serve", "--config", configuration.path])
        defer { earshot.stop() }
        try waitUntilReady(earshot)
        let started = earshot.residentMegabytes
        let csrf = try signIn()
        print("\npages of the same policy, over HTTP       middle ms    most ms      bytes")
        for (name, path) in Self.pages { try measure(name) { _ in try answer(request(path)) } }
        try measure("extension, what a change means") { round in try change(round, "preview", csrf) }
        try measure("extension, saved, and shown again") { round in try change(round, "save", csrf) }
        print("resident: \(started) MB after the start, \(earshot.residentMegabytes) MB now")
    }

    private static let base = "/o/Large%20Ltd"
    private static let pages: [(String, String)] = [
        ("extensions", "\(base)/extensions"),
        ("extensions, searched", "\(base)/extensions?q=19999"),
        ("extension", "\(base)/extensions/200077"),
        ("who can, of an extension", "\(base)/extensions/200077/who"),
        ("why", "\(base)/why?watcher=u100005&extension=200077"),
        ("chooser of extensions", "\(base)/find/extensions?q=2001"),
        ("chooser of members", "\(base)/find/members?q=son%2099"),
        ("users", "\(base)/users"),
        ("users, searched", "\(base)/users?q=Person%2099999"),
        ("user", "\(base)/users/u100005"),
        ("what can, of a user", "\(base)/users/u100005/can"),
        ("roles", "\(base)/roles"),
        ("role", "\(base)/roles/Team%2010003"),
        ("bulk", "\(base)/bulk"),
        ("live", "\(base)/live"),
        ("audit", "\(base)/audit"),
        ("consents", "\(base)/consents"),
        ("history", "\(base)/history"),
        ("settings", "\(base)/settings"),
    ]

    private var configuration: URL { folder.appendingPathComponent("earshot.yaml") }

    /// A store with the policy and an operator.
    private func prepare() throws {
        let text = """
            listen: ["udp://127.0.0.1:\(DatagramSocket.freePort())"]
            pbx: ["udp://127.0.0.1:\(DatagramSocket.freePort())"]
            pbx-listen: "udp://127.0.0.1:\(DatagramSocket.freePort())"
            canary: "off"
            store: "sqlite:earshot.db"
            admin: "http://127.0.0.1:\(port)"
            """
        try Data(text.utf8).write(to: configuration)
        let store = try StorePlace.sqlite(path: folder.appendingPathComponent("earshot.db").path)
            .open(logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        _ = try store.change(PolicyChange(put: LargePolicy.model().sorted.items, author: "bench", time: 0), on: 0)
        try account("add")
        try account("password", input: password)
    }

    private func account(_ verb: String, input: String = "") throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = ["account", verb, "admin", "--config", configuration.path]
        (process.standardInput, process.standardOutput) = (pipe, FileHandle.nullDevice)
        try process.run()
        pipe.fileHandleForWriting.write(Data("\(input)\n".utf8))
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw FailedError(description: "`earshot account \(verb)` has failed")
        }
    }

    private func waitUntilReady(_ earshot: ChildProcess) throws {
        for _ in 0..<600 where earshot.isRunning {
            if (try? answer(request("/healthz"))) != nil { return }
            usleep(100_000)
        }
        throw FailedError(description: "the proxy did not come up")
    }

    private func signIn() throws -> String {
        var request = request("/api/v1/sign-in")
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONEncoder().encode(["name": "admin", "password": password])
        struct Answer: Decodable { let csrf: String }
        return try JSONDecoder().decode(Answer.self, from: answer(request).body).csrf
    }

    /// Brings the form of an extension back with another role in it.
    private func change(_ round: Int, _ action: String, _ csrf: String) throws -> Timed {
        let address = "\(Self.base)/extensions/200077"
        let page = String(decoding: try answer(request(address)).body, as: UTF8.self)
        guard let seen = page.firstMatch(of: /name="seen" value="([^"]*)"/)?.1 else {
            throw FailedError(description: "the page of an extension has no form")
        }
        var request = request(address)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        let role = "role:\(LargePolicy.role(5 + round))".replacing(" ", with: "+")
        let fields = ["csrf=\(csrf)", "seen=\(seen)", "do=\(action)", "status=only", "status-member=\(role)"]
        request.httpBody = Data(fields.joined(separator: "&").utf8)
        return try answer(request)
    }

    private func request(_ path: String) -> URLRequest {
        // The addresses are ours, and written to be read.
        URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)") ?? folder, timeoutInterval: 60)
    }

    /// An answer of 200, at the address that a redirection led to.
    private func answer(_ request: URLRequest) throws -> Timed {
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<(Data, Int)?>(nil)
        let start = DispatchTime.now().uptimeNanoseconds
        let task = session.dataTask(with: request) { data, response, _ in
            result.withLock { $0 = (data ?? Data(), (response as? HTTPURLResponse)?.statusCode ?? 0) }
            done.signal()
        }
        task.resume()
        done.wait()
        let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
        guard let (body, status) = result.withLock({ $0 }), status == 200 else {
            let path = request.url?.path ?? ""
            throw FailedError(description: "`\(path)` was answered \(result.withLock { $0?.1 ?? 0 })")
        }
        return Timed(nanoseconds: nanoseconds, body: body)
    }

    private func measure(_ name: String, _ work: (Int) throws -> Timed) throws {
        _ = try work(0)
        let answers = try (1...rounds).map(work).sorted { $0.nanoseconds < $1.nanoseconds }
        let (middle, most) = (answers[rounds / 2], answers[rounds - 1])
        print(
            name.padding(toLength: 40, withPad: " ", startingAt: 0),
            Format.fixed(Double(middle.nanoseconds) / 1e6, 1, width: 9),
            Format.fixed(Double(most.nanoseconds) / 1e6, 1, width: 10),
            Format.fixed(Double(middle.body.count), 0, width: 10)
        )
    }
}
