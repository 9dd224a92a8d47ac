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

    func remove() { try? FileManager.default.removeItem(at: directory) }
}
