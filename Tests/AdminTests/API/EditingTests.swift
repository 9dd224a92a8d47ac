import AccessPolicy
import AdministeredStore
import HTTPTypes
import PolicyAdministration
import PolicyStore
import Testing

@testable import Admin

/// Reading and changing parts of the policy: versions, conflicts, what is in force after.
@Suite struct EditingTests {
    private static let bob = APIStage.home + "/extensions/102"

    @Test func anExtensionSaysWhatIsSetWhatHoldsAndWhoseItIs() async throws {
        let result = try await APIStage().ask(.get, Self.bob, by: .bob)
        #expect(
            result.body == [
                "extension": "102", "owner": "bob", "owner-name": "Bob Roy",
                "listed": ["listen-whisper-barge": ["only": ["role:Supervisors"]], "managed": "user"],
                "rule": [
                    "status": "everyone", "connected-callers": "everyone",
                    "listen-whisper-barge": ["only": ["role:Supervisors"]],
                ],
                "consent": "not-required", "may-change": true,
            ]
        )
        #expect(result.headers[.cacheControl] == "no-store")
    }

    @Test func whatIsPutIsInForceWhenItIsAnswered() async throws {
        let stage = try APIStage()
        let seen = try await stage.ask(.get, Self.bob, by: .bob)
        let put = try await stage.ask(
            .put,
            Self.bob + "?comment=quiet",
            by: .bob,
            ["status": "nobody"],
            headers: [.ifMatch: seen.tag]
        )
        #expect(put.status == 200)
        #expect(put.body["rule"]?["status"] == "nobody")
        #expect(put.tag != seen.tag)
        #expect(stage.administration.state.snapshot.explain(watcher: "carol", target: "102")?.status == false)
        let revision = try #require(try stage.store.revisions(before: .max, limit: 1).first)
        #expect(revision.author == "user:bob" && revision.comment == "quiet" && revision.time == APIStage.now)
    }

    @Test func whatIsThereIsNotChangedUnseen() async throws {
        let stage = try APIStage()
        #expect(try await stage.ask(.put, Self.bob, by: .bob, ["status": "nobody"]).status == 428)
        #expect(try await stage.ask(.delete, Self.bob, by: .bob).status == 428)
        let create: HTTPFields = [.ifNoneMatch: "*"]
        #expect(try await stage.ask(.put, Self.bob, by: .bob, ["status": "nobody"], headers: create).status == 409)
        #expect(try stage.store.policyRevision() == 1)
    }

    @Test func whoWasOvertakenGetsBothVersions() async throws {
        let stage = try APIStage()
        let seen = try await stage.ask(.get, Self.bob, by: .bob)
        let first = try await stage.ask(.put, Self.bob, by: .alice, ["status": "nobody"], headers: [.ifMatch: seen.tag])
        let second = try await stage.ask(
            .put,
            Self.bob,
            by: .bob,
            ["connected-callers": "nobody"],
            headers: [.ifMatch: seen.tag]
        )
        #expect(second.status == 409)
        #expect(second.body["yours"] == ["connected-callers": "nobody", "managed": "user"])
        #expect(second.body["theirs"]?["listed"] == ["managed": "user", "status": "nobody"])
        #expect(second.tag == first.tag)
        let third = try await stage.ask(
            .put,
            Self.bob,
            by: .bob,
            ["connected-callers": "nobody"],
            headers: [.ifMatch: second.tag]
        )
        #expect(third.status == 200)
    }

    @Test func anotherDefaultIsNewToAReaderAndNoConflictToAWriter() async throws {
        let stage = try APIStage()
        let seen = try await stage.ask(.get, Self.bob, by: .bob)
        #expect(try await stage.ask(.get, Self.bob, by: .bob, headers: [.ifNoneMatch: seen.tag]).status == 304)
        let head: JSONValue = ["domains": ["example.com"], "defaults": ["status": "nobody"]]
        #expect(try await stage.ask(.put, APIStage.home, by: .alice, head, headers: [.ifMatch: "*"]).status == 200)
        let again = try await stage.ask(.get, Self.bob, by: .bob, headers: [.ifNoneMatch: seen.tag])
        #expect(again.status == 200)
        #expect(again.body["rule"]?["status"] == "nobody")
        let put = try await stage.ask(.put, Self.bob, by: .bob, ["status": "everyone"], headers: [.ifMatch: seen.tag])
        #expect(put.status == 200)
    }

    @Test func anOwnedExtensionWithoutSettingsIsSetLikeAnyOther() async throws {
        let (stage, uri) = (try APIStage(), APIStage.home + "/extensions/112")
        let seen = try await stage.ask(.get, uri, by: .bob)
        #expect(seen.body["listed"] == .null)
        #expect(
            try await stage.ask(.put, uri, by: .bob, ["status": "nobody"], headers: [.ifMatch: seen.tag]).status == 201
        )
        #expect(try await stage.ask(.put, uri, by: .bob, .object([]), headers: [.ifMatch: seen.tag]).status == 409)
    }

    @Test func whatWouldBeNoPolicyIsRefusedWithItsProblems() async throws {
        let stage = try APIStage()
        let body: JSONValue = ["members": ["role:Desk", "user:who"]]
        let result = try await stage.ask(
            .put,
            APIStage.home + "/roles/Desk",
            by: .alice,
            body,
            headers: [.ifMatch: "*"]
        )
        #expect(result.status == 422)
        #expect(result.body["errors"]?.values?.count == 2)
        #expect(result.text.contains("user:who"))
    }

    @Test func manyExtensionsAreSetAtOnceOrNone() async throws {
        let stage = try APIStage()
        let uri = APIStage.home + "/extensions:bulk"
        let set: JSONValue = ["status": "nobody", "listen-whisper-barge": .null]
        let done = try await stage.ask(.post, uri, by: .alice, ["extensions": ["102", "112", "101"], "set": set])
        #expect(done.body == ["revision": 2, "extensions": 3])
        let changed = try await stage.ask(.get, Self.bob, by: .alice)
        #expect(changed.body["listed"] == ["managed": "user", "status": "nobody"])
        let stale: JSONValue = ["extensions": ["102", "112"], "set": set, "if-match": ["102": "0000000000000000"]]
        #expect(try await stage.ask(.post, uri, by: .alice, stale).status == 409)
        #expect(try stage.store.policyRevision() == 2)
    }

    @Test func theSwitchChangesNothingElse() async throws {
        let (stage, uri) = (try APIStage(), APIStage.home + "/listening")
        let seen = try await stage.ask(.get, uri, by: .root)
        // Somebody changes something else of the organisation: that is no conflict.
        _ = try await stage.ask(
            .put,
            APIStage.home + "/statuses",
            by: .alice,
            ["statuses": ["Away"]],
            headers: [.ifMatch: "*"]
        )
        let put = try await stage.ask(.put, uri, by: .root, ["listening": "disabled"], headers: [.ifMatch: seen.tag])
        #expect(put.status == 200)
        let head = try await stage.ask(.get, APIStage.home, by: .root)
        #expect(head.body["listening"] == "disabled" && head.body["statuses"] == ["Away"])
    }

    @Test func anOrganizationIsMadeAndGoesWithEverythingInIt() async throws {
        let (stage, uri) = (try APIStage(), "/api/v1/organizations/New%20%26%20Co")
        let made = try await stage.ask(.put, uri, by: .root, ["domains": ["new.example"]], headers: [.ifNoneMatch: "*"])
        #expect(made.status == 201)
        #expect(try await stage.ask(.put, uri + "/users/zoe", by: .root, ["extensions": ["1"]]).status == 201)
        let gone = try await stage.ask(.delete, uri, by: .root, headers: [.ifMatch: made.tag])
        #expect(gone.status == 204)
        #expect(try await stage.ask(.get, uri, by: .root).status == 404)
    }

    @Test func theNameOfTheBodyIsThatOfThePath() async throws {
        let stage = try APIStage()
        let user = APIStage.home + "/users/bob"
        let seen = try await stage.ask(.get, user, by: .alice)
        #expect(try await stage.ask(.put, user, by: .alice, seen.body, headers: [.ifMatch: seen.tag]).status == 200)
        let other = APIStage.home + "/users/dave"
        #expect(try await stage.ask(.put, other, by: .alice, seen.body, headers: [.ifMatch: "*"]).status == 422)
    }
}
