import AccessPolicy
import AdministeredStore
import PolicyAdministration
import PolicyFile
import PolicyStore
import Testing

@testable import Admin

/// What forms do to the policy.
@Suite struct PageEditingTests {
    @Test func aSaveIsInForceAndNamesItsRevision() async throws {
        let stage = try PageStage()
        let form = [
            ("status", "only"), ("status-member", "user:carol"), ("status-member", "role:Desk"),
            ("status-member", "user:carol"), ("seen", stage.tag("102")), ("comment", "quiet"), ("do", "save"),
        ]
        let answer = try await stage.post("extensions/102", form, as: .bob)
        #expect(answer.location == "/o/Example%20Ltd/extensions/102?saved=2")
        let settings = stage.api.administration.state.organization("Example Ltd")?.settings("102")
        #expect(settings?.status?.value == .only([Member(.user, "carol"), Member(.role, "Desk")]))
        #expect(settings?.listenWhisperBarge?.value == .only([Member(.role, "Supervisors")]))
        #expect(try stage.api.store.revisions(before: .max, limit: 1).first?.comment == "quiet")
    }

    @Test func aPreviewSavesNothingAndSaysWhoLosesWhat() async throws {
        let stage = try PageStage()
        let form = [("status", "nobody"), ("seen", stage.tag("102")), ("do", "preview")]
        let answer = try await stage.post("extensions/102", form, as: .bob)
        #expect(answer.status == 200)
        #expect(answer.text.contains("3 people lose the lamp"))
        #expect(try stage.api.store.policyRevision() == 1)
    }

    @Test func aCallThatWouldEndIsCounted() async throws {
        let stage = try PageStage()
        stage.api.live.show(PageStage.entry("carol", "102", .listening), PageStage.entry("alice", "102", .subscription))
        let form = [("listen-whisper-barge", "nobody"), ("status", "nobody"), ("do", "preview")]
        let answer = try await stage.post("extensions/102", form, as: .alice)
        #expect(answer.text.contains("1 call being listened to will end"))
        #expect(answer.text.contains("1 lamp that is watched now will go out"))
    }

    @Test func whoeverIsSlowerGetsBothVersionsAndMayOverwrite() async throws {
        let stage = try PageStage()
        let seen = stage.tag("102")
        let first = [("status", "nobody"), ("seen", seen), ("do", "save")]
        #expect(try await stage.post("extensions/102", first, as: .alice).status == 303)
        let second = [("status", "everyone"), ("seen", seen), ("do", "save")]
        let conflict = try await stage.post("extensions/102", second, as: .bob)
        #expect(conflict.status == 409)
        #expect(conflict.text.contains("<bdi>everyone</bdi></td><td><bdi>nobody</bdi>"))
        let anyway = [("status", "everyone"), ("seen", seen), ("theirs", stage.tag("102")), ("do", "overwrite")]
        #expect(try await stage.post("extensions/102", anyway, as: .bob).status == 303)
    }

    @Test func anEmptyListIsAProblemAtItsSetting() async throws {
        let stage = try PageStage()
        let form = [("connected-callers", "only"), ("seen", stage.tag("102")), ("do", "save")]
        let answer = try await stage.post("extensions/102", form, as: .bob)
        #expect(answer.status == 422)
        #expect(answer.text.contains(#"id="connected-callers-problem">`connected-callers` of"#))
    }

    @Test func manyExtensionsAreChangedInOneRevisionAfterALook() async throws {
        let stage = try PageStage()
        let form = [
            ("numbers", "101-199"), ("number", "200"), ("status", "nobody"), ("connected-callers", "keep"),
            ("listen-whisper-barge", "keep"), ("managed", "keep"),
        ]
        let look = try await stage.post("bulk", form + [("do", "preview")], as: .alice)
        let digest = try #require(look.text.firstMatch(of: /name="digest" value="([0-9a-f]+)"/)?.1)
        let unseen = try await stage.post("bulk", form + [("do", "save")], as: .alice)
        #expect(unseen.status == 200)
        #expect(try stage.api.store.policyRevision() == 1)
        let saved = try await stage.post("bulk", form + [("do", "save"), ("digest", "\(digest)")], as: .alice)
        // 101 was so already.
        #expect(saved.location == "/o/Example%20Ltd/bulk?saved=2&count=3")
        let organization = stage.api.administration.state.organization("Example Ltd")
        #expect(organization?.settings("112")?.status?.value == .nobody)
        #expect(organization?.settings("102")?.listenWhisperBarge?.value == .only([Member(.role, "Supervisors")]))
        #expect(organization?.settings("99")?.status?.value == .everyone)
    }

    @Test func aChangeUnderABulkEditIsSeenFirst() async throws {
        let stage = try PageStage()
        let form = [("numbers", "101-199"), ("listen-whisper-barge", "nobody")]
        let look = try await stage.post("bulk", form + [("do", "preview")], as: .alice)
        let digest = try #require(look.text.firstMatch(of: /name="digest" value="([0-9a-f]+)"/)?.1)
        let other = [("status", "nobody"), ("seen", stage.tag("102")), ("do", "save")]
        _ = try await stage.post("extensions/102", other, as: .bob)
        let save = form + [("do", "save"), ("digest", "\(digest)")]
        let answer = try await stage.post("bulk", save, as: .alice)
        #expect(answer.status == 409)
        #expect(answer.text.contains("Somebody has changed one of these extensions"))
        #expect(try stage.api.store.policyRevision() == 2)
    }

    @Test func aRoleThatIsTakenAwayLeavesNobodyMoreIn() async throws {
        let stage = try PageStage()
        let path = "roles/Supervisors/remove"
        #expect(try await stage.get(path, as: .alice).text.contains("extension 102"))
        let answer = try await stage.post(path, [("seen", stage.tag("Supervisors", .role))], as: .alice)
        #expect(answer.location == "/o/Example%20Ltd/roles?saved=2&done=role-removed")
        let organization = stage.api.administration.state.organization("Example Ltd")
        #expect(organization?.role("Supervisors") == nil)
        #expect(organization?.settings("102")?.listenWhisperBarge?.value == .nobody)
    }

    @Test(arguments: [
        ("roles", "roles/Supervisors", "Supervisors", PolicyItem.Kind.role, "The role is taken away"),
        ("users", "users/dave", "dave", .user, "The user is taken away"),
        ("extensions", "extensions/102", "102", .extension, "The extension has no settings of its own any more"),
    ])
    func aRemovalIsToldOfOnThePageThatItLeadsTo(
        _ list: String,
        _ path: String,
        _ name: String,
        _ kind: PolicyItem.Kind,
        _ words: String
    ) async throws {
        let stage = try PageStage()
        #expect(try await stage.get(path, as: .alice).text.contains("/o/Example%20Ltd/\(path)/remove"))
        let form = [("seen", stage.tag(name, kind)), ("do", "delete")]
        let answer = try await stage.post("\(path)/remove", form, as: .alice)
        #expect(stage.api.administration.state.item(.init(organization: "Example Ltd", kind: kind, name: name)) == nil)
        let location = try #require(answer.location)
        #expect(location.hasPrefix("/o/Example%20Ltd/\(list)?"))
        let page = try await stage.get(location, as: .alice).text
        #expect(page.contains(#"<p class="done" role="status"><span>\#(words). In force: revision 2.</span>"#))
        #expect(page.contains("/o/Example%20Ltd/history/2"))
    }

    @Test(arguments: [
        "done=nonsense", "done=role-removed", "done=saved", "saved=x", "saved=2&done=recorded", "count=3",
    ])
    func anAddressChoosesASentenceOfOursOrNone(_ query: String) async throws {
        let page = try await PageStage().get("roles?\(query)", as: .alice)
        #expect(page.status == 200)
        #expect(!page.text.contains(#"class="done""#))
    }

    @Test func goingBackIsANewRevision() async throws {
        let stage = try PageStage()
        let form = [("status", "nobody"), ("seen", stage.tag("102")), ("do", "save")]
        _ = try await stage.post("extensions/102", form, as: .bob)
        let answer = try await stage.post("history/1", [("do", "save")], as: .alice)
        #expect(answer.location == "/o/Example%20Ltd/history?saved=3")
        #expect(stage.api.administration.state.organization("Example Ltd")?.settings("102")?.status == nil)
        #expect(stage.api.administration.state.organization("Other Ltd") != nil)
    }

    @Test func howManyMoreThereAreIsSaidOfThePartsAndNotOfThePeople() async throws {
        let stage = try PageStage()
        let numbers = (0..<PageLimits.placesShownMax + 7).map { "\(3_000 + $0)" }
        func save(_ settings: [ExtensionSettings]) throws {
            let items = settings.map { PolicyItem($0, of: "Example Ltd") }
            let edit = PolicyEdit(put: items, of: stage.api.administration.state)
            _ = try stage.api.administration.save(edit, by: .alice, now: 1)
        }
        try save(numbers.map { ExtensionSettings(Located($0)) })
        try save([ExtensionSettings("102", status: Located(.nobody))])
        let page = try await stage.post("history/2", [("do", "preview")], as: .alice)
        #expect(page.status == 200 && page.text.contains("3 people get the lamp"))
        #expect(page.text.contains(#"<p class="hint">and 7 more</p>"#) && !page.text.contains("<li>and 7 more</li>"))
    }

    @Test func namesThatHoldAnythingAreText() async throws {
        let name = String(repeating: "<b>\u{202E}'\"", count: 28)
        let stage = try PageStage(
            APIStage.text.replacing("dave: {}", with: "dave: {name: '\(name.replacing("'", with: "''"))'}")
        )
        for path in ["users", "users/dave", "extensions/102", "extensions/102/who", "users/dave/can"] {
            let answer = try await stage.get("\(path)?q=dave", as: .alice)
            #expect(answer.status == 200)
            #expect(answer.text.contains("<b>") == false, "\(path)")
            #expect(answer.text.contains("&lt;b&gt;"), "\(path)")
        }
    }
}

extension PageStage {
    /// The tag of a part as it is now.
    func tag(_ name: String, _ kind: PolicyItem.Kind = .extension) -> String {
        api.administration.state.tag(PolicyItem.Key(organization: "Example Ltd", kind: kind, name: name)).text
    }

    static func entry(_ watcher: String, _ target: String, _ kind: LiveList.Kind) -> LiveList.Entry {
        LiveList.Entry(
            organization: "Example Ltd",
            watcher: watcher,
            target: target,
            kind: kind,
            package: kind == .listening ? "" : "dialog",
            disclosure: "full",
            since: "2026-11-23T10:00:00Z",
            expires: "2026-11-23T11:00:00Z",
            phone: "192.0.2.1:5060",
            pbx: "192.0.2.9:5060",
            callID: "1"
        )
    }
}
