import Foundation
import Rehearsal
import Testing

/// The API tried by its own document: whatever is sent, the answer is one that the document has, and never a 5xx.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct SchemathesisTests {
    private static let organization = "Example Ltd"
    /// The operations that are asked; a run of more cases asks each of them more often.
    private static let operations = 53
    /// What is done in a session: a program with a token is sent away from most of it. Left out is `signOut`: it would be the last thing that this
    /// session does. The run by a token has it, which has no session to lose.
    private static let ofSession = [
        "getSession", "changePassword", "enrolCodes", "confirmCodes", "dropCodes", "listTokens", "makeToken",
        "listAccounts",
    ]

    @Test func everyAnswerIsOneThatTheDocumentHas() async throws {
        let wanted = ProcessInfo.processInfo.environment["SCHEMATHESIS_CASES"].flatMap { Int($0) }
        let site = Site(policyStore: "sqlite:earshot.db")
        try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            let admin = try await earshot.session(ofOperator: "admin")
            let token = try await earshot.token(in: admin).text
            // Before anything is tried: failed sign-ins make everybody wait who comes from the same address.
            let second = try await earshot.session(ofOperator: "second")
            var tokens: [String] = []
            for _ in 0..<3 { tokens.append(try await earshot.token(in: admin).id) }

            let phases = wanted == nil ? "fuzzing" : "coverage,fuzzing"
            let cases = max((wanted ?? 600) / Self.operations + 1, 10)
            let run = try await earshot.schemathesis(
                headers: ["Authorization": "Bearer \(token)"],
                known: [
                    "organization": [Self.organization], "user": ["alice", "bob", "zoe"],
                    "role": ["Admin", "Supervisors", "New"], "extension": ["101", "102", "999"],
                    "revision": ["1", "2", "9999999"],
                    // Not the token that asks.
                    "token": tokens + ["none"],
                ],
                phases: phases,
                cases: cases,
                seed: 1,
                within: wanted == nil ? .seconds(120) : .seconds(600)
            )
            let counted = Self.generated(run.text)
            print("schemathesis: \(counted) cases by a token")
            #expect(run.status == 0, "\(run.text.suffix(6_000))")
            // Something was really changed, and what was asked about is still there.
            let revisions = try await earshot.api("/api/v1/organizations/Example%20Ltd/revisions", token: token)
            #expect((revisions["items"] as? [Any])?.count ?? 0 > 5)
            let left = try await Self.names("tokens?all=true&limit=1000", "id", earshot, token)
            #expect(!left.isEmpty && !left.isSuperset(of: tokens))

            let own = try await earshot.schemathesis(
                headers: second,
                operations: Self.ofSession,
                known: [:],
                phases: phases,
                cases: cases,
                seed: 1,
                within: wanted == nil ? .seconds(60) : .seconds(200)
            )
            let countedOwn = Self.generated(own.text)
            print("schemathesis: \(countedOwn) cases in a session")
            #expect(own.status == 0, "\(own.text.suffix(6_000))")
            #expect(counted + countedOwn >= wanted ?? 500)
            // Whoever asked is still somebody. Accounts are taken away by names that are made up, of which some were given links before.
            #expect(try await earshot.api("/api/v1/session", headers: second)["name"] as? String == "second")
            let accounts = try await Self.names("accounts", "name", earshot, token)
            #expect(accounts.isSuperset(of: ["admin", "second"]))
        }
    }

    private static func generated(_ text: String) -> Int {
        text.firstMatch(of: /([0-9]+) generated/).flatMap { Int($0.output.1) } ?? 0
    }

    private static func names(
        _ path: String,
        _ key: String,
        _ earshot: Earshot,
        _ token: String
    ) async throws -> Set<String> {
        let page = try await earshot.api("/api/v1/\(path)", token: token)
        return Set((page["items"] as? [[String: Any]] ?? []).compactMap { $0[key] as? String })
    }
}
