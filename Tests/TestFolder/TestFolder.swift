import Foundation

/// A folder of one test, which is gone with this object, and all that lies in it. Whoever holds only a path may lose it.
public final class TestFolder: Sendable {
    /// Where it is.
    public let url: URL

    /// A new, empty one.
    public init() {
        url = FileManager.default.temporaryDirectory.appending(path: "earshot-test-\(UUID().uuidString)")
        // Where that fails, so does the first file that is written there.
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it.
    public func path(_ name: String = "earshot.db") -> String { url.appending(path: name).path }
}
