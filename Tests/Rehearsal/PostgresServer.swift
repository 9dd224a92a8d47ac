import Foundation
import Synchronization

/// A PostgreSQL server of our own, on the loopback address, with its data in a temporary directory.
public final class PostgresServer: Sendable {
    private static let user = "postgres"

    private let ground: Ground
    private let programs: URL
    private let port: UInt16
    private let child: Mutex<Child?> = Mutex(nil)
    private let log = Journal<String>()
    private let databases = Mutex(0)

    /// Makes and starts a server for as long as the scene lasts.
    public static func with<Result: Sendable>(
        isolation: isolated (any Actor)? = #isolation,
        _ scene: (PostgresServer) async throws -> Result
    ) async throws -> Result {
        let server = try await start()
        do {
            let result = try await scene(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Makes and starts a server.
    public static func start() async throws -> PostgresServer {
        let server = try PostgresServer(ground: Ground())
        do {
            try await server.make()
            try await server.start()
        } catch {
            await server.stop()
            throw error
        }
        return server
    }

    private init(ground: Ground) throws {
        self.ground = ground
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        programs = try Place.program(
            "initdb of PostgreSQL",
            versions.sorted().reversed().map { "/usr/lib/postgresql/\($0)/bin/initdb" },
            remedy: "run `make deps`"
        ).deletingLastPathComponent()
        port = try Ports.free()
    }

    private var data: String { ground.directory.appending(path: "data").path }

    /// The server's programs refuse to run as root.
    private func words(_ program: String, _ arguments: [String]) -> [String] {
        let words = [programs.appending(path: program).path] + arguments
        guard getuid() == 0 else { return words }
        return ["/usr/bin/setpriv", "--reuid=\(Self.user)", "--regid=\(Self.user)", "--clear-groups"] + words
    }

    private func make() async throws {
        if getuid() == 0 { try await ground.run(["/bin/chown", Self.user, ground.directory.path]) }
        let arguments = ["-D", data, "-U", "earshot", "-A", "trust", "-E", "UTF8", "--no-sync"]
        try await ground.run(words("initdb", arguments), within: Limits.make)
    }

    /// Starts the server again after ``crash()``, and waits until it answers.
    public func start() async throws {
        // Without a socket in a directory that is not ours, and small.
        let settings = ["listen_addresses=\(Ports.host)", "unix_socket_directories=", "max_connections=100"]
        let command = words("postgres", ["-D", data, "-p", "\(port)"] + settings.flatMap { ["-c", $0] })
        let errors = LineReader { [log] in log.append($0) }
        let deadline = ContinuousClock.now + Limits.make
        while ContinuousClock.now < deadline {
            let child = try Child(
                URL(filePath: command[0]),
                Array(command.dropFirst()),
                leash: ground.leash,
                onErrors: { errors.take($0) }
            )
            self.child.withLock { $0 = child }
            // It ends at once while processes of one that was killed are still ending.
            while child.exits.count == 0, ContinuousClock.now < deadline {
                if (try? await query("SELECT 1", in: "postgres")) != nil { return }
                try await Task.sleep(for: Limits.retry)
            }
            try await Task.sleep(for: Limits.retry)
        }
        throw RehearsalError.late(waitedFor: "PostgreSQL to answer", seen: log.entries.joined(separator: "\n"))
    }

    /// A new, empty database: its URL.
    public func database() async throws -> String {
        let number = databases.withLock { count in
            count += 1
            return count
        }
        try await query("CREATE DATABASE rehearsal_\(number)", in: "postgres")
        return "postgres://earshot@\(Ports.host):\(port)/rehearsal_\(number)"
    }

    /// Does a statement in a database.
    public func query(_ sql: String, in database: String) async throws {
        let url = database.contains("://") ? database : "postgres://earshot@\(Ports.host):\(port)/\(database)"
        try await ground.run([programs.appending(path: "psql").path, "-qX", "-v", "ON_ERROR_STOP=1", "-c", sql, url])
    }

    /// Waits until an expression is true in a database.
    public func wait(for condition: String, in database: String) async throws {
        try await Patience.find(condition) { seen in
            seen = log.entries.suffix(5).joined(separator: "\n")
            return try? await query("DO $$ BEGIN ASSERT \(condition); END $$", in: database)
        }
    }

    /// Ends the server and all its connections as a power cut would.
    public func crash() async throws { try await child.withLock { $0 }?.crash() }

    /// Lets the server and all its connections stand still, as one whose disk does not answer, until ``resume()``.
    public func pause() { signal(SIGSTOP) }

    /// Lets them go on.
    public func resume() { signal(SIGCONT) }

    /// Each of its processes has a group of its own.
    private func signal(_ signal: Int32) {
        guard let child = child.withLock({ $0 }) else { return }
        child.send(signal)
        let list = "/proc/\(child.pid)/task/\(child.pid)/children"
        let children = (try? String(contentsOfFile: list, encoding: .utf8)) ?? ""
        for pid in children.split(whereSeparator: \.isWhitespace).compactMap({ Int32($0) }) { kill(pid, signal) }
    }

    /// Ends the server and removes its data.
    public func stop() async {
        resume()
        if let child = child.withLock({ $0 }) {
            // The fast way down, which does not wait for connections.
            child.send(SIGINT)
            await child.stop()
        }
        ground.remove()
    }
}
