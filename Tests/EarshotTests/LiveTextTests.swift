import Admin
import Testing

@testable import earshot

@Suite struct LiveTextTests {
    static func entry(_ watcher: String, _ kind: LiveList.Kind = .subscription) -> LiveList.Entry {
        LiveList.Entry(
            organization: "Example Ltd",
            watcher: watcher,
            target: "101",
            kind: kind,
            package: kind == .listening ? "" : "dialog",
            disclosure: "full",
            since: "2026-01-02T03:04:05Z",
            expires: "2026-01-02T04:04:05Z",
            phone: "192.0.2.7:5060",
            pbx: "192.0.2.10:5060",
            callID: "1@192.0.2.7"
        )
    }

    @Test func theTableHasAColumnForEach() {
        let list = LiveList(live: [Self.entry("bob"), Self.entry("alexandra", .listening)], truncated: false)
        #expect(
            LiveText.table(list) == """
                SINCE                 WATCHER    EXTENSION  WHAT       DISCLOSURE  PHONE           PBX
                2026-01-02T03:04:05Z  bob        101        dialog     full        192.0.2.7:5060  192.0.2.10:5060
                2026-01-02T03:04:05Z  alexandra  101        listening  full        192.0.2.7:5060  192.0.2.10:5060
                """
        )
    }

    @Test func anEmptyListSaysSo() {
        #expect(LiveText.table(LiveList(live: [], truncated: false)) == "nobody watches or listens")
    }

    @Test func aListThatIsCutSaysSo() {
        let table = LiveText.table(LiveList(live: [Self.entry("bob")], truncated: true))
        #expect(table.hasSuffix("\nthere are more; ask for one watcher or extension"))
    }

    @Test func whatCameOverTheNetworkDoesNotSteerATerminal() {
        let table = LiveText.table(LiveList(live: [Self.entry("b\u{1B}[2Jo\u{202E}b")], truncated: false))
        #expect(table.contains("b?[2Jo?b"))
    }

    @Test func theJSONIsThatOfTheAdminAddress() {
        #expect(
            JSONText.write(LiveText.json(LiveList(live: [Self.entry("bob")], truncated: true))) == """
                {"live":[{"organization":"Example Ltd","watcher":"bob","extension":"101","kind":"subscription",\
                "package":"dialog","disclosure":"full","since":"2026-01-02T03:04:05Z",\
                "expires":"2026-01-02T04:04:05Z","phone":"192.0.2.7:5060","pbx":"192.0.2.10:5060",\
                "call-id":"1@192.0.2.7"}],"truncated":true}
                """
        )
    }
}
