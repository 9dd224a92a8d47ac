import AccessPolicy
import AdministeredStore
import HTTPTypes
import PolicyAdministration
import PolicyStore
import Synchronization
import Testing

@testable import Admin

/// Explanations, previews, the history, consents and what is live.
@Suite struct QuestionTests {
    private static func listening(_ watcher: String, _ target: String, _ organization: String = "Example Ltd")
        -> LiveList.Entry
    {
        var entry = LiveListTests.entry(LiveQuery(watcher: watcher, target: target, kind: .listening))
        (entry.organization, entry.disclosure) = (organization, "full")
        return entry
    }

    @Test func anExplanationHasTheKeysOfTheCommand() async throws {
        let uri = APIStage.home + "/explain?watcher=carol&extension=102"
        let result = try await APIStage().ask(.get, uri, by: .bob)
        #expect(result.body["listen-whisper-barge"] == true && result.body["disclosure"] == "full")
        #expect(result.body["reasons"]?["listen-whisper-barge"]?.text?.contains("role:Supervisors") == true)
        #expect(
            try await APIStage().ask(.get, APIStage.home + "/explain?watcher=who&extension=102", by: .bob).status == 404
        )
    }

    @Test(arguments: [("101", Principal.bob, 404), ("101", .alice, 200), ("112", .bob, 200), ("ALICE", .bob, 404)])
    func whoseANumberIsNoExplanationTellsAnotherUser(
        _ watcher: String,
        _ person: Principal,
        _ status: Int
    ) async throws {
        let uri = APIStage.home + "/explain?watcher=\(watcher)&extension=102"
        #expect(try await APIStage().ask(.get, uri, by: person).status == status)
    }

    @Test func whoCanIsAskedByRight() async throws {
        let uri = APIStage.home + "/extensions/102/who-can?right=listen-whisper-barge"
        let result = try await APIStage().ask(.get, uri, by: .bob)
        #expect(result.body["items"]?.values?.compactMap { $0["watcher"] } == ["carol"])
    }

    @Test func whatCanIsAskedByRight() async throws {
        let stage = try APIStage()
        let seen = try await stage.ask(.get, APIStage.home + "/users/bob/what-can?right=status", by: .bob)
        #expect(seen.body["items"]?.values?.compactMap { $0["extension"] } == ["99", "102", "112", "200"])
        let all = try await stage.ask(.get, APIStage.home + "/users/carol/what-can", by: .alice)
        let listening = all.body["items"]?.values?.filter { $0["listen-whisper-barge"] == true }
        #expect(listening?.compactMap { $0["extension"] } == ["102"])
    }

    @Test func aPreviewCountsPeopleAndNamesTheCallsThatWouldEnd() async throws {
        let stage = try APIStage()
        stage.live.show(
            Self.listening("carol", "102"),
            Self.listening("alice", "101"),
            Self.listening("eve", "102", "Other Ltd")
        )
        let edit: JSONValue = ["extensions": ["102": ["status": "nobody", "listen-whisper-barge": "nobody"]]]
        let result = try await stage.ask(.post, APIStage.home + "/preview", by: .bob, edit)
        #expect(result.body["people-losing"] == 3 && result.body["people-gaining"] == 0)
        #expect(result.body["ending-calls"]?.values?.compactMap { $0["watcher"] } == ["carol"])
        #expect(result.body["ending-calls-count"] == 1)
        let lost = result.body["settings"]?.values?.first { $0["setting"] == "status" }?["lost"]
        #expect(lost?["people"] == 3 && lost?["cases"] == 3)
        #expect(lost?["first"]?.values?.compactMap { $0["user"] } == ["alice", "carol", "dave"])
        #expect(lost?["first"]?.values?.allSatisfy { $0["extension"] == "102" } == true)
        #expect(try stage.store.policyRevision() == 1)
    }

    @Test func aPreviewOfManyPeopleStaysSmall() async throws {
        let users = (0..<3_000).map { "  u\($0): {extensions: [\"\(10_000 + $0)\"]}" }.joined(separator: "\n")
        let text = """
            organization: Example Ltd
            domains: [example.com]
            defaults: {status: everyone, connected-callers: everyone}
            users:
            \(users)
            """
        let stage = try APIStage(text)
        let entries = (0..<200).map { Self.listening("u\($0)", "\(10_001 + $0)") }
        stage.live.show(entries)
        let edit: JSONValue = ["organization": ["domains": ["example.com"], "defaults": ["status": "nobody"]]]
        let result = try await stage.ask(.post, APIStage.home + "/preview", by: .root, edit)
        #expect(result.body["people-losing"] == 3_000)
        let lost = result.body["settings"]?.values?.first { $0["setting"] == "status" }?["lost"]
        #expect(lost?["people"] == 3_000 && lost?["first"]?.values?.count == APILimits.previewNamesMax)
        #expect(result.body["ending-calls"]?.values?.count == APILimits.previewNamesMax)
        #expect(result.body["ending-calls-count"] == 200)
        #expect(result.text.utf8.count < 100_000)
    }

    @Test func aPartThatGoesIsPreviewedAsNull() async throws {
        let result = try await APIStage().ask(
            .post,
            APIStage.home + "/preview",
            by: .alice,
            ["extensions": ["101": .null]]
        )
        #expect(result.body["people-gaining"] == 3)
    }

    @Test func theHistoryIsReadAndAnOldRevisionRestored() async throws {
        let stage = try APIStage()
        let uri = APIStage.home + "/extensions/102"
        _ = try await stage.ask(.put, uri, by: .bob, ["status": "nobody"], headers: [.ifMatch: "*"])
        let other = "/api/v1/organizations/Other%20Ltd/statuses"
        _ = try await stage.ask(.put, other, by: .eve, ["statuses": ["Away"]], headers: [.ifMatch: "*"])
        let list = try await stage.ask(.get, APIStage.home + "/revisions", by: .alice)
        #expect(list.body["items"]?.values?.compactMap { $0["revision"] } == [2, 1])
        let first = try await stage.ask(.get, APIStage.home + "/revisions?limit=1", by: .alice)
        let next = try await stage.ask(.get, try #require(first.body["next"]?.text), by: .alice)
        #expect(next.body["items"]?.values?.compactMap { $0["revision"] } == [1])

        let change = try await stage.ask(.get, APIStage.home + "/revisions/2", by: .alice)
        #expect(change.body["author"] == "user:bob")
        #expect(change.body["after"]?.values?.first?["content"] == ["managed": "user", "status": "nobody"])
        #expect(try await stage.ask(.get, APIStage.home + "/revisions/3", by: .alice).status == 404)
        for none in ["0", "-1", "01", "x", "99", "9223372036854775807", "9223372036854775808"] {
            #expect(try await stage.ask(.get, APIStage.home + "/revisions/\(none)", by: .alice).status == 404)
        }
        let restored = try await stage.ask(.post, APIStage.home + "/revisions/1/restore", by: .alice, .object([]))
        #expect(restored.body["revision"] == 4 && restored.body["comment"] == "restore revision 1")
        let now = try await stage.ask(.get, uri, by: .bob)
        #expect(now.body["listed"]?["status"] == nil)
        #expect(stage.administration.state.organization("Other Ltd")?.statuses.map(\.value) == ["Away"])
    }

    @Test func aRestorationOfWhatIsSoAlreadyTellsOfNoOtherOrganization() async throws {
        let stage = try APIStage()
        let other = "/api/v1/organizations/Other%20Ltd/statuses?comment=theirs"
        _ = try await stage.ask(.put, other, by: .eve, ["statuses": ["Away"]], headers: [.ifMatch: "*"])
        for revision in 1...2 {
            let uri = APIStage.home + "/revisions/\(revision)/restore"
            let restored = try await stage.ask(.post, uri, by: .alice, .object([]))
            #expect(restored.status == 200 && restored.body["revision"] == 1 && restored.body["author"] == "test")
            #expect(!restored.text.contains("theirs"))
            #expect(restored.headers[try #require(HTTPField.Name("Earshot-Revision"))] == "1")
        }
        #expect(try stage.store.policyRevision() == 2)
    }

    @Test func aConsentIsRecordedListedAndWithdrawn() async throws {
        let (stage, uri) = (try APIStage(), APIStage.home + "/consents")
        let made = try await stage.ask(
            .post,
            uri,
            by: .alice,
            ["extension": "102", "given-by": "Bob Roy", "date": "2026-11-01"]
        )
        #expect(made.status == 201 && made.body["owner"] == "bob" && made.body["recorded-by"] == "user:alice")
        #expect(made.body["standing"] == "not-required")
        let future: JSONValue = ["extension": "102", "given-by": "bob", "date": "2100-01-01"]
        #expect(try await stage.ask(.post, uri, by: .bob, future).status == 422)
        #expect(try await stage.ask(.get, uri, by: .carol).body["total"] == 0)
        #expect(try await stage.ask(.post, uri + ":withdraw", by: .bob, ["extension": "102"]).status == 204)
        #expect(try await stage.ask(.get, uri, by: .bob).body["total"] == 0)
        let history = try await stage.ask(.get, uri + "?history=true&extension=102", by: .bob)
        #expect(history.body["items"]?.values?.first?["withdrawn-by"] == "user:bob")
    }

    @Test func theLiveListIsTheOrganizationsOwn() async throws {
        let stage = try APIStage()
        stage.live.show(Self.listening("carol", "102"), Self.listening("eve", "101", "Other Ltd"))
        let result = try await stage.ask(.get, APIStage.home + "/live?kind=listening", by: .alice)
        #expect(result.body["live"]?.values?.compactMap { $0["watcher"] } == ["carol"])
        #expect(try await stage.ask(.get, APIStage.home + "/live?kind=call", by: .alice).status == 400)
    }

    @Test func theWholeAuditIsTheOperators() async throws {
        let stage = try APIStage()
        for (query, organization) in [("", nil), ("?organization=", ""), ("?organization=Other%20Ltd", "Other Ltd")] {
            #expect(try await stage.ask(.get, "/api/v1/audit" + query, by: .root).status == 200)
            #expect(stage.audit.asked.withLock { $0 } == AuditQuery(organization: organization, limit: 100))
        }
        stage.audit.asked.withLock { $0 = nil }
        #expect(try await stage.ask(.get, "/api/v1/audit?organization=Example%20Ltd", by: .alice).status == 403)
        #expect(stage.audit.asked.withLock { $0 } == nil)
    }

    @Test func theAuditIsSearchedInTheOrganizationOnly() async throws {
        let stage = try APIStage()
        let uri = APIStage.home + "/audit?watcher=bob&verdict=reject&from=2026-11-01T00:00:00Z&limit=7"
        let first = try await stage.ask(.get, uri, by: .alice)
        let query = stage.audit.asked.withLock { $0 }
        #expect(
            query
                == AuditQuery(
                    organization: "Example Ltd",
                    watcher: "bob",
                    verdict: "reject",
                    from: 1_793_491_200,
                    limit: 7
                )
        )
        let second = try await stage.ask(.get, try #require(first.body["next"]?.text), by: .alice)
        #expect(second.body["next"] == nil)
        #expect(stage.audit.asked.withLock { $0 }?.cursor == "a b")
        #expect(try await stage.ask(.get, APIStage.home + "/audit?after=gone", by: .alice).status == 400)
        #expect(try await stage.ask(.get, APIStage.home + "/audit?from=yesterday", by: .alice).status == 400)
    }
}
