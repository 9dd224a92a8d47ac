import AdministeredStore
import PolicyAdministration
import PolicyStore
import Testing

@testable import Admin

/// What the lists show, also where there is much.
@Suite struct PageListTests {
    /// The policy with a role of so many users more, who own extensions from 300.
    private static func crowd(_ count: Int) -> String {
        let users = (0..<count).map { "  crowd\($0): {extensions: [\"\(300 + $0)\"]}\n" }.joined()
        let members = (0..<count).map { "\"user:crowd\($0)\"" }.joined(separator: ", ")
        let admin = "  Admin: [\"role:Desk\"]\n"
        return APIStage.text.replacing(admin, with: admin + "  Crowd: [\(members)]\n")
            .replacing("  dave: {}\n", with: "  dave: {}\n" + users)
    }

    @Test func anExtensionStandsWithItsSettingsAndSaysWhichAreTheOrganizations() async throws {
        let page = try await PageStage().get("extensions", as: .alice).text
        let row = try #require(page.split(separator: "<tr>").first { $0.contains("extensions/102") })
        #expect(row.contains("<td><bdi>Only role Supervisors</bdi></td>"))
        #expect(row.ranges(of: #"<td class="default"><bdi>Everyone</bdi></td>"#).count == 2)
    }

    @Test(arguments: [
        ("", ["alice"]), ("?only=connected-callers", ["alice"]), ("?only=listen-whisper-barge", ["alice"]),
        ("?only=", ["alice", "bob", "carol", "dave"]), ("?only=&q=bob", ["bob"]), ("?q=bob", []),
    ])
    func whoCanShowsThoseWhoCanUnlessEverybodyIsAskedFor(_ query: String, _ names: [String]) async throws {
        let page = try await PageStage().get("extensions/101/who\(query)", as: .alice).text
        let shown = page.matches(of: /<h2><bdi>[^<]*<\/bdi> <small><bdi>(\w+)<\/bdi>/).map { String($0.1) }
        #expect(shown == names)
    }

    @Test(arguments: [
        ("", ["99", "101"]), ("?only=listen-whisper-barge", ["102"]), ("?only=", ["99", "101", "102", "112", "200"]),
    ])
    func whatSomebodyCanShowsThatUnlessAllIsAskedFor(_ query: String, _ numbers: [String]) async throws {
        // Carol supervises 102, and sees neither Bob's lamps nor 200.
        let text = APIStage.text.replacing("\"102\": {listen", with: "\"102\": {status: nobody, listen")
            .replacing("\"200\": {}", with: "\"200\": {status: nobody}\n  \"112\": {status: nobody}")
            .replacing("\"101\": {status: nobody}", with: "\"101\": {status: everyone}")
        let page = try await PageStage(text).get("users/carol/can\(query)", as: .alice).text
        let shown = page.matches(of: /<h2><bdi>(\d+)<\/bdi>/).map { String($0.1) }
        #expect(shown == numbers)
    }

    @Test func aSmallTreeIsOpenAndALargeOneClosed() async throws {
        let small = try await PageStage().get("roles", as: .alice).text
        #expect(small.contains(#"aria-expanded="true""#))
        let large = try await PageStage(Self.crowd(70)).get("roles/Crowd/tree", as: .alice).text
        #expect(large.ranges(of: #"aria-expanded="true""#).count == 1)
        let nested = Self.crowd(70).replacing("Desk: [\"user:alice\"]", with: "Desk: [\"user:alice\", \"role:Crowd\"]")
        let outer = try await PageStage(nested).get("roles/Admin/tree", as: .alice).text
        #expect(outer.ranges(of: #"aria-expanded="true""#).count == 1)
        #expect(outer.contains("1 role, 1 user"))
    }

    @Test func leafingAndSearchingKeepWhatWasTickedAndChosen() async throws {
        let stage = try PageStage(Self.crowd(60))
        let form = [("number", "300"), ("number", "200"), ("status", "nobody"), ("comment", "quiet"), ("q", "3")]
        let second = try await stage.post("bulk", form + [("do", "page|2")], as: .alice).text
        #expect(second.contains("Page 2 of 2"))
        #expect(second.contains(#"<input type="hidden" name="number" value="200">"#))
        #expect(second.contains(#"<input type="hidden" name="number" value="300">"#))
        #expect(second.contains(#"value="nobody" checked"#))
        #expect(second.contains(#"value="quiet""#))
        #expect(second.contains("data-changed"))
        let first = try await stage.post("bulk", form + [("do", "page|1")], as: .alice).text
        #expect(first.contains("Page 1 of 2"))
        #expect(first.contains(#"name="number" value="300" checked"#))
        #expect(try stage.api.store.policyRevision() == 1)
    }
}
