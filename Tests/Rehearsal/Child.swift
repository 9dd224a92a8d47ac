import Foundation

/// A program that was started, its two outputs, and its end.
final class Child: Sendable {
    let name: String
    let pid: Int32
    /// Gets the exit status, once.
    let exits = Journal<Int32>()

    private let input: FileHandle
    private let leash: Leash

    /// Starts a program in its own process group.
    ///
    /// `onOutput` and `onErrors` get whatever came, in order, each from one thread at a time; empty data is the end.
    init(
        _ executable: URL,
        _ arguments: [String],
        leash: Leash,
        onOutput: (@Sendable (Data) -> Void)? = nil,
        onErrors: (@Sendable (Data) -> Void)? = nil
    ) throws {
        name = executable.lastPathComponent
        self.leash = leash
        let exits = exits
        let spawn = Spawn(executable: executable, arguments: arguments)
        (pid, input) = try spawn.run(onOutput: onOutput, onErrors: onErrors) { status in
            exits.append(status)
            exits.close()
        }
        leash.hold(pid)
    }

    /// Writes one line to the program's standard input.
    func say(_ line: String) throws { try input.write(contentsOf: Data((line + "\n").utf8)) }

    /// Sends a signal to the program alone.
    func send(_ signal: Int32) {
        guard exits.count == 0 else { return }
        kill(pid, signal)
    }

    /// The exit status, when it comes within the time.
    func exit(within limit: Duration) async throws -> Int32 {
        let status = try await exits.first("the end of \(name)", within: limit) { _ in true }
        leash.release(pid)
        return status
    }

    /// Ends the program: SIGTERM, and SIGKILL to its whole group when it does not obey. Gives whether it did.
    @discardableResult
    func stop(within limit: Duration = Limits.stop) async -> Bool {
        try? input.close()
        send(SIGTERM)
        if (try? await exit(within: limit)) != nil { return true }
        kill(-pid, SIGKILL)
        send(SIGKILL)
        _ = try? await exit(within: Limits.end)
        return false
    }

    /// Ends the program without asking it, as a crash would.
    func crash() async throws {
        kill(-pid, SIGKILL)
        _ = try await exit(within: Limits.end)
    }
}
