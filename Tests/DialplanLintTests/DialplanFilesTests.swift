import Testing

@testable import DialplanLint

/// Paths and patterns.
@Suite struct DialplanFilesTests {
    @Test(arguments: [
        ("a.conf", "*.conf", true), ("a.conf", "a.conf", true), ("a.conf", "?.conf", true), ("a.conf", "*", true),
        ("aab", "*ab", true),
        ("a.conf", "*.xml", false), (".a.conf", "*.conf", false), (".a", ".*", true), ("a", "", false), ("", "*", true),
        ("ab", "?", false),
    ])
    func aPatternMeansNames(_ name: String, _ pattern: String, _ isMeant: Bool) {
        #expect(DialplanPath.matches(name[...], pattern[...]) == isMeant)
    }

    @Test(arguments: [("a", "b", "a/b"), (".", "b", "b"), ("/", "b", "/b"), ("a", "/b", "/b")])
    func aPathIsRelativeToAFolder(_ folder: String, _ path: String, _ joined: String) {
        #expect(DialplanPath.join(folder, path) == joined)
    }

    @Test(arguments: [("a/b", "a", "b"), ("b", ".", "b"), ("/b", "/", "b")])
    func aPathHasAFolderAndAName(_ path: String, _ folder: String, _ name: String) {
        #expect(DialplanPath.folder(of: path) == folder)
        #expect(DialplanPath.name(of: path) == name)
    }

    @Test func aLongRunOfStarsTakesNoTime() {
        let name = String(repeating: "a", count: 200)
        #expect(!DialplanPath.matches(name[...], (String(repeating: "*a", count: 100) + "b")[...]))
    }
}
