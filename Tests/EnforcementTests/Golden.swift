import Foundation
import Testing

/// What tests write with `UPDATE_GOLDEN=1`, and hold without it.
enum Golden {
    static let isWritten = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"

    /// The page of docs/ that a suite writes says what the suite has tested.
    static func expectPage(
        _ name: String,
        says text: String,
        by suite: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let page = Scene.root.appending(path: "docs/\(name)")
        if isWritten { try text.write(to: page, atomically: true, encoding: .utf8) }
        #expect(
            try String(contentsOf: page, encoding: .utf8) == text,
            "run `UPDATE_GOLDEN=1 swift test --filter \(suite)` and read the change",
            sourceLocation: sourceLocation
        )
    }
}
