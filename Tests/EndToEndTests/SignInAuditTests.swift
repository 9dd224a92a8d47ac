import Foundation
import FoundationNetworking
import Rehearsal
import Testing

/// Who signs in to a real process, and what is done with accounts there, as it is on record.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct SignInAuditTests {
    /// Who did what to whose account, where from and how.
    private static func words(_ record: [String: Any]) -> String {
        let text = { (name: String) in record[name] as? String ?? "" }
        return "\(text("rule")) \(text("watcher")) \(text("extension")) \(text("source")) \(text("how"))"
    }

    /// Everything that is done to accounts, once, by the API and the pages. Gives what nobody may read anywhere.
    private static func live(_ earshot: Earshot) async throws -> [String] {
        let admin = try await earshot.session(ofOperator: "admin")
        let wrong = ["name": "admin", "password": "this is not it"]
        #expect(try await earshot.send("POST", "/api/v1/sign-in", wrong).response.statusCode == 401)
        let unknown = ["name": "typed in the wrong field", "password": "x"]
        #expect(try await earshot.send("POST", "/api/v1/sign-in", unknown).response.statusCode == 401)

        let (token, id) = try await earshot.token(in: admin)
        let alice = ["name": "alice", "organization": "Example Ltd"]
        let link = try await earshot.send("POST", "/api/v1/accounts/link", alice, headers: admin).body["link"]
        let place = try #require(link as? String)
        let browser = WebClient()
        let password = "correct+horse+battery"
        #expect(try await browser.open(place, form: "password=\(password)&again=\(password)").status == 303)
        #expect(try await WebClient().open(place, form: "password=\(password)&again=\(password)").status == 404)

        let totp = try await earshot.send("POST", "/api/v1/totp", headers: admin).body["secret"]
        let change = ["old": "this is not it", "new": "another good password"]
        #expect(
            try await earshot.send("POST", "/api/v1/password", change, headers: admin).response.statusCode == 403
        )
        _ = try await earshot.send("DELETE", "/api/v1/tokens/\(id)", headers: admin)
        let gone = "/api/v1/accounts?organization=Example%20Ltd&name=alice"
        #expect(try await earshot.send("DELETE", gone, headers: admin).response.statusCode == 204)
        _ = try await earshot.send("POST", "/api/v1/sign-out", headers: admin)
        return [
            token, String(place.split(separator: "/").last ?? "-"), totp as? String ?? "-", "typed in the wrong",
            "this is not it", "correct horse battery", Earshot.password, "another good password",
            admin["X-CSRF-Token"] ?? "-", String(admin["Cookie"]?.split(separator: "=").last ?? "-"),
        ]
    }

    /// What must be on record of that, from the first to the last.
    private static let expected = [
        "sign-in-accepted operator:admin operator:admin 127.0.0.1 password",
        "sign-in-refused operator:admin operator:admin 127.0.0.1 password",
        "sign-in-refused   127.0.0.1 password",
        "token-made operator:admin operator:admin 127.0.0.1 ",
        "link-made operator:admin user:alice 127.0.0.1 ",
        "account-made user:alice user:alice 127.0.0.1 ",
        "link-used user:alice user:alice 127.0.0.1 ",
        "sign-in-accepted user:alice user:alice 127.0.0.1 link",
        "sign-in-refused   127.0.0.1 link",
        "codes-shown operator:admin operator:admin 127.0.0.1 ",
        "password-refused operator:admin operator:admin 127.0.0.1 ",
        "token-removed operator:admin operator:admin 127.0.0.1 ",
        "account-removed operator:admin user:alice 127.0.0.1 ",
        "session-ended operator:admin operator:admin 127.0.0.1 ",
    ]

    @Test(arguments: ["audit.jsonl", "store"]) func everythingIsOnRecordAndNoSecretIs(_ place: String) async throws {
        let site = Site(policyStore: "sqlite:earshot.db", audit: place)
        try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            let secrets = try await Self.live(earshot)
            // Signing in again is the last, so that all before it is there when this is.
            let second = try await earshot.session(ofOperator: "second")
            let whole = try await Self.records(earshot, "/api/v1/audit", second) {
                $0.last?.hasPrefix("sign-in-accepted operator:second") == true
            }
            // The link that the first start prints comes before anybody.
            #expect(whole.dropFirst().dropLast() == Self.expected[...])
            #expect(whole.first == "link-made operator:local operator:admin  ")

            let organization = try await Self.records(
                earshot,
                "/api/v1/organizations/Example%20Ltd/audit",
                second
            ) { !$0.isEmpty }
            #expect(organization == Self.expected.filter { $0.contains("user:alice") })

            let all = try await earshot.send("GET", "/api/v1/audit?limit=1000", headers: second).body
            for secret in secrets { #expect(!"\(all)".contains(secret), "\(secret)") }
            if place != "store" {
                let file = try earshot.audit().joined(separator: "\n")
                for secret in secrets { #expect(!file.contains(secret), "\(secret)") }
            }
            let (status, text) = try await earshot.verifyAudit()
            #expect(status == 0, "\(text)")
        }
    }

    /// The records of accounts, the first first, once they are as wanted.
    private static func records(
        _ earshot: Earshot,
        _ path: String,
        _ headers: [String: String],
        where isWanted: ([String]) -> Bool
    ) async throws -> [String] {
        let others: Set = ["service", "policy", "consent", "audit", "listening", "mode"]
        return try await Patience.find("records of \(path) as wanted") { seen in
            let page = try await earshot.send("GET", "\(path)?limit=1000", headers: headers).body
            let items = page["items"] as? [[String: Any]] ?? []
            let found = items.reversed().filter { !others.contains($0["action"] as? String ?? "") }.map(words)
            seen = "\(found)"
            return isWanted(found) ? found : nil
        }
    }
}
