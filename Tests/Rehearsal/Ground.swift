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

    /// Runs a program to its end, and throws unless it ended well.
    func run(_ words: [String], within limit: Duration = Limits.start) async throws {
        guard let path = words.first else { return }
        let said = Journal<String>()
        let reader = LineReader(onEnd: { said.close() }) { said.append($0) }
        let arguments = Array(words.dropFirst())
        let child = try Child(URL(filePath: path), arguments, leash: leash, onErrors: { reader.take($0) })
        let status = try await child.exit(within: limit)
        await said.end(within: Limits.tail)
        guard status == 0 else {
            let said = said.entries.joined(separator: "\n")
            throw RehearsalError.ended(program: words.joined(separator: " "), status: status, said: said)
        }
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }
}
