import AccessPolicy
import Foundation
import PolicyFile
import Testing

@Suite struct FixtureTests {
    @Test func fixturesAreFound() {
        #expect(Fixtures.names(in: "good").count >= 6)
        #expect(Fixtures.names(in: "bad").count >= 14)
        let expected = Fixtures.names(in: "bad", withExtension: "expected").map { $0.dropLast(9) }
        #expect(expected == Fixtures.names(in: "bad").map { $0.dropLast(5) })
    }

    @Test(arguments: Fixtures.names(in: "good"))
    func goodPolicyCompiles(_ name: String) throws {
        let model = try PolicyFile.parse(Fixtures.text("good/\(name)"), file: name)
        let snapshot = try PolicyCompiler.compile(model, revision: 7)
        #expect(snapshot.revision == 7)
        #expect(snapshot.organizations.map { snapshot.name(of: $0) } == model.organizations.map(\.name.value))
    }

    @Test(arguments: Fixtures.names(in: "good"))
    func goodPolicySurvivesWriting(_ name: String) throws {
        let model = try PolicyFile.parse(Fixtures.text("good/\(name)"), file: name)
        let written = PolicyFile.write(model)
        let again = try PolicyFile.parse(written, file: "written")
        #expect(again == model)
        #expect(PolicyFile.write(again) == written)
    }

    @Test(arguments: Fixtures.names(in: "bad"))
    func badPolicyGivesExactlyTheseProblems(_ name: String) throws {
        let text = try Fixtures.text("bad/\(name)")
        let expected = try Fixtures.text("bad/\(name.dropLast(5)).expected")
        let error = #expect(throws: InvalidPolicyError.self) {
            try PolicyCompiler.compile(PolicyFile.parse(text, file: name), revision: 1)
        }
        #expect((error?.description ?? "") + "\n" == expected)
    }
}
