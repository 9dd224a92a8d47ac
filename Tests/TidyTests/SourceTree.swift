import Foundation

/// The checkout, as text.
struct SourceTree {
    /// A Swift file: its path from the root, and its lines.
    struct File {
        let path: String
        let lines: [Substring]
        var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below the folders, in order of path.
    static func files(in folders: [String]) throws -> [File] {
        try folders.flatMap { folder -> [File] in
            let base = root.appendingPathComponent(folder)
            guard let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else {
                return []
            }
            return try walker.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { url in
                let text = try String(contentsOf: url, encoding: .utf8)
                let path = String(url.path.dropFirst(root.path.count + 1))
                return File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
            }
        }.sorted { $0.path < $1.path }
    }
}
