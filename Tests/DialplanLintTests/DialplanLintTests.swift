import DialplanLint
import Foundation
import Testing

/// Whole dial plans and what is found in them. `UPDATE_GOLDEN=1 swift test` writes the reports anew; read the diff.
@Suite struct DialplanLintTests {
    private static let updates = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"

    @Test(arguments: DialplanFixture.all)
    func findsWhatIsExpected(_ fixture: DialplanFixture) throws {
        let text = fixture.text
        if Self.updates { try text.write(to: fixture.expected, atomically: true, encoding: .utf8) }
        #expect(text == (try String(contentsOf: fixture.expected, encoding: .utf8)))
    }

    @Test(arguments: DialplanFixture.all.filter { $0.name.contains("-fixed") })
    func nothingIsFoundInWhatWeRecommend(_ fixture: DialplanFixture) {
        #expect(!fixture.report.hasFindings)
        #expect(fixture.report.problems.isEmpty)
    }

    @Test(arguments: DialplanFixture.all.filter { $0.name.contains("-open") || $0.name.contains("-keys") })
    func everyLineThatListensIsFound(_ fixture: DialplanFixture) throws {
        let lines = try String(contentsOf: DialplanFixture.directory.appending(path: fixture.name), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let found = Set(fixture.report.findings.map(\.line))
        for (index, line) in lines.enumerated() where line.lowercased().contains("spy(") || line.contains("eavesdrop\"")
        {
            #expect(found.contains(index + 1), "\(line)")
        }
    }

    @Test func everyRuleIsShown() {
        let shown = Set(DialplanFixture.all.flatMap { $0.report.findings.map(\.rule) })
        #expect(shown == Set(DialplanRule.allCases))
    }

    @Test(arguments: ["extensions.ael", "extensions.lua", "nowhere.conf", "nowhere.xml"])
    func whatIsNotReadIsSaid(_ path: String) {
        let report = DialplanLint.check([path], in: FixtureFolder())
        #expect(report.problems.map(\.file) == [path])
        #expect(!report.hasFindings)
    }

    @Test func theRecommendedLinesAreThoseOfTheThreatModel() throws {
        let root = DialplanFixture.directory.deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/THREAT_MODEL.md"), encoding: .utf8)
        for (name, mark) in [
            ("asterisk-fixed.conf", "exten => _*33"), ("freeswitch-fixed.xml", "application=\"eavesdrop\""),
        ] {
            let text = try String(contentsOf: DialplanFixture.directory.appending(path: name), encoding: .utf8)
            let line = try #require(page.split(separator: "\n").first { $0.contains(mark) })
            #expect(text.contains(line.trimmingCharacters(in: .whitespaces)))
        }
    }

    @Test func aFileThatIsIncludedTwiceIsFoundOnce() {
        let plan = "#include b.conf\n#include b.conf\n"
        let report = DialplanLint.check(
            ["a.conf"],
            in: MemoryFolder(["a.conf": plan, "b.conf": "[x]\nexten => 1,1,ChanSpy()\n"])
        )
        #expect(report.findings.filter { $0.rule == .openTarget }.count == 1)
    }

    @Test func filesThatIncludeThemselvesEnd() {
        let report = DialplanLint.check(["a.conf"], in: MemoryFolder(["a.conf": "#include a.conf\n#include a.conf\n"]))
        #expect(report.problems.contains { $0.text.contains("too deep") || $0.text.contains("more than") })
    }
}

/// Files of one folder, in memory.
struct MemoryFolder: DialplanFiles {
    private let files: [String: String]

    init(_ files: [String: String]) { self.files = files }

    func isFolder(_ path: String) -> Bool { path == "." }
    func names(in folder: String) -> [String] { folder == "." ? Array(files.keys) : [] }
    func text(of path: String) -> String? { files[path] }
}
