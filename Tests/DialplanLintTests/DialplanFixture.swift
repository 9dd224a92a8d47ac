import DialplanLint
import Foundation
import Testing

/// A dial plan in `fixtures/dialplan/`, with the report that is expected of it in `NAME.report`.
struct DialplanFixture: Sendable, CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/dialplan")

    /// Files and folders with a report beside them, or that need one.
    static let all: [DialplanFixture] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { !$0.hasSuffix(".report") && $0 != "extensions.d" }.sorted().map(DialplanFixture.init)
    }()

    var expected: URL { Self.directory.appending(path: "\(name).report") }

    var report: DialplanReport { DialplanLint.check([name], in: FixtureFolder()) }

    /// The report in lines: file, line, grade, rule and text, then what could not be read.
    var text: String {
        let report = report
        let findings = report.findings.map {
            "\($0.file):\($0.line): \($0.grade.rawValue) \($0.rule.rawValue): \($0.text)\n"
        }
        let problems = report.problems.map { "\($0.file):\($0.line): unread: \($0.text)\n" }
        return (findings + problems).joined()
    }
}

/// The fixtures as a disk.
struct FixtureFolder: DialplanFiles {
    private func url(_ path: String) -> URL { DialplanFixture.directory.appending(path: path) }

    func isFolder(_ path: String) -> Bool {
        (try? url(path).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }

    func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: url(folder).path)) ?? []
    }

    func text(of path: String) -> String? { try? String(contentsOf: url(path), encoding: .utf8) }
}
