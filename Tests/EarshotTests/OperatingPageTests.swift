import AccessPolicy
import ArgumentParser
import Foundation
import PolicyFile
import Testing

@testable import earshot

/// What docs/OPERATING.md and the README promise an operator.
@Suite struct OperatingPageTests {
    static func text(_ path: String) throws -> String {
        try String(contentsOf: Checkout.root.appending(path: path), encoding: .utf8)
    }

    /// The first cells of a section's tables, without their backticks.
    static func keys(under heading: String) throws -> [String] {
        let section = try text("docs/OPERATING.md").components(separatedBy: "\n## ").first { $0.hasPrefix(heading) }
        return try #require(section).matches(of: /\n\| `([a-z-]+)` \|/).map { String($0.1) }
    }

    /// The blocks of YAML in the README.
    static func examples() throws -> [String] {
        try text("README.md").matches(of: /```yaml\n(?<yaml>[^`]*)```/).map { String($0.yaml) }
    }

    @Test func everyKeyOfTheConfigurationHasItsLine() throws {
        let known = ConfigurationReader.Key.allCases.map(\.rawValue)
        #expect(try Self.keys(under: "`earshot.yaml`").sorted() == known.sorted())
    }

    @Test func everyKeyOfThePolicyHasItsLine() throws {
        let error = try #require(throws: InvalidPolicyError.self) {
            try PolicyFile.parse("organization: Example Ltd\nnonsense: 1\n", file: "policy.yaml")
        }
        let problem = try #require(error.problems.first?.text)
        let known = problem.split(separator: "the keys are").last?.matches(of: /`([a-z-]+)`/).map { String($0.1) }
        let settings = Setting.allCases.map(\.rawValue)
        #expect(try Self.keys(under: "`policy.yaml`").sorted() == ((known ?? []) + settings).sorted())
    }

    @Test func everyMetricHasItsLine() throws {
        let sources = Checkout.root.appending(path: "Sources")
        let walker = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        let names = try walker.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.flatMap { url in
            try String(contentsOf: url, encoding: .utf8).matches(of: /"(earshot_[a-z_]+)"/).map { String($0.1) }
        }
        #expect(names.count > 20)
        let page = try Self.text("docs/OPERATING.md")
        let told = Set(page.matches(of: /earshot_[a-z_]+/).map { String($0.0) })
        #expect(Set(names).symmetricDifference(told) == [])
    }

    @Test func theConfigurationOfTheReadmeIsSound() throws {
        let reading = ConfigurationReader.read(text: try #require(Self.examples().first), path: "/etc/earshot.yaml")
        #expect((reading.problems + reading.warnings).map(\.description) == [])
    }

    @Test func thePolicyOfTheReadmeIsSound() throws {
        let model = try PolicyFile.parse(#require(Self.examples().last), file: "policy.yaml")
        let policy = try PolicyCompiler.compile(model, revision: 1)
        #expect(policy.explain(watcher: "bob", target: "101")?.disclosure == .status)
    }

    @Test func theReadmeListsEveryCommand() throws {
        let readme = try Self.text("README.md")
        for command in Earshot.configuration.subcommands {
            let name = try #require(command.configuration.commandName)
            #expect(readme.contains("\nearshot \(name) "), "`\(name)`")
        }
    }
}
