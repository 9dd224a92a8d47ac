import Foundation

/// Where the checkout is that these tests were built from.
enum Checkout {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let fixtures = root.appending(path: "fixtures")
}
