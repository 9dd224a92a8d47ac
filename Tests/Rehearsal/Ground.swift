import Foundation

/// The temporary directory of one rehearsal, and the leash of its programs.
final class Ground: Sendable {
    let directory: URL
    let leash: Leash

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "earshot-rehearsal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        leash = try Leash(directory)
    }

    func write(_ text: String, to name: String) throws {
        try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
    }

    /// How a program ended, and the lines that it wrote.
    struct Ending: Sendable {
        let status: Int32
        let output: [String]
        let errors: [String]

        /// What it wrote to its standard output.
        var text: String { output.joined(separator: "\n") }
    }

    /// Runs a program to its end; all that it has said until then has been read.
    ///
    /// - Parameters:
    ///   - lines: for its standard input. It may have ended before it takes them.
    ///   - killing: after how long it is ended with SIGKILL, if it runs still.
    func end(
        of program: URL,
        _ arguments: [String],
        saying lines: [String] = [],
        killing: Duration? = nil,
        within limit: Duration = Limits.start
    ) async throws -> Ending {
        let (output, errors) = (Journal<String>(), Journal<String>())
        let readers = [output, errors].map { journal in
            LineReader(onEnd: { journal.close() }) { journal.append($0) }
        }
        let child = try Child(
            program,
            arguments,
            leash: leash,
            onOutput: { readers[0].take($0) },
            onErrors: { readers[1].take($0) }
        )
        for line in lines { try? child.say(line) }
        if let killing {
            try await Task.sleep(for: killing)
            try await child.crash()
        }
        guard let status = try? await child.exit(within: limit) else {
            await child.stop()
            let said = (output.entries + errors.entries).joined(separator: "\n")
            throw RehearsalError.late(waitedFor: "the end of \(child.name)", seen: said)
        }
        for journal in [output, errors] { await journal.end(within: Limits.tail) }
        return Ending(status: status, output: output.entries, errors: errors.entries)
    }

    /// Runs a program to its end, and throws unless it ended well.
    func run(_ words: [String], within limit: Duration = Limits.start) async throws {
        guard let path = words.first else { return }
        let ending = try await end(of: URL(filePath: path), Array(words.dropFirst()), within: limit)
        guard ending.status == 0 else {
            let said = ending.errors.joined(separator: "\n")
            throw RehearsalError.ended(program: words.joined(separator: " "), status: ending.status, said: said)
        }
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }
}
