import Foundation
import Rehearsal
import Testing

/// The API tried by its own document: whatever is sent, the answer is one that the document has, and never a 5xx.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct SchemathesisTests {
    private static let organization = "Example Ltd"
    /// The operations that are asked; a run of more cases asks each of them more often.
    private static let operations = 38

    @Test func everyAnswerIsOneThatTheDocumentHas() async throws {
        let wanted = ProcessInfo.processInfo.environment["SCHEMATHESIS_CASES"].flatMap { Int($0) }
        let site = Site(policyStore: "sqlite:earshot.db")
        try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            let token = try await earshot.operatorToken()
            let run = try await earshot.schemathesis(
                token: token,
                known: [
                    "organization": [Self.organization], "user": ["alice", "bob", "zoe"],
                    "role": ["Admin", "Supervisors", "New"], "extension": ["101", "102", "999"],
                    "revision": ["1", "2", "9999999"],
                ],
                phases: wanted == nil ? "fuzzing" : "coverage,fuzzing",
                cases: max((wanted ?? 600) / Self.operations + 1, 10),
                seed: 1,
                within: wanted == nil ? .seconds(120) : .seconds(800)
            )
            let counted = run.text.firstMatch(of: /([0-9]+) generated/).flatMap { Int($0.output.1) } ?? 0
            print("schemathesis: \(counted) cases")
            #expect(run.status == 0, "\(run.text.suffix(6_000))")
            #expect(counted >= wanted ?? 500)
            // Something was really changed, and what was asked about is still there.
            let revisions = try await earshot.api("/api/v1/organizations/Example%20Ltd/revisions", token: token)
            #expect((revisions["items"] as? [Any])?.count ?? 0 > 5)
        }
    }
}
