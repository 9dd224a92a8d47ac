import AccessPolicy
import Testing

@testable import Enforcement

/// A dialog that is kept is the same again, under the same keys.
@Suite struct KeptDialogTests {
    static func kept(_ dialog: LiveDialog, token: [UInt8]? = nil, tag: String? = nil, keys: TokenKeys = TestKeys.first)
        throws -> LiveDialog?
    {
        var phone = dialog.phone
        if let tag { phone.tag = Array(tag.utf8) }
        return LiveDialog(
            callID: dialog.callID,
            token: try #require(token ?? dialog.signedToken(TestKeys.first)),
            phone: phone,
            pbx: dialog.pbx,
            routes: dialog.routesText,
            event: dialog.event,
            since: dialog.since,
            until: dialog.until,
            disclosure: dialog.disclosure,
            shift: dialog.shift,
            keys: keys
        )
    }

    static func dialog() throws -> LiveDialog {
        var dialog = try LiveDialogTests.dialog(.accepted)
        dialog.routes = [Array("<sip:a,b@127.0.0.1;lr>".utf8), Array("<sip:c@127.0.0.1;lr>".utf8)]
        dialog.event = Array("dialog".utf8)
        dialog.shift = 4
        dialog.phone.cseq = 9
        return dialog
    }

    @Test func itIsTheSameAgain() throws {
        let dialog = try Self.dialog()
        #expect(try Self.kept(dialog) == dialog)
    }

    @Test func withoutRoutesItHasNone() throws {
        var dialog = try Self.dialog()
        dialog.routes = []
        #expect(try Self.kept(dialog)?.routes == [])
    }

    @Test func aTokenThatIsNotOursIsNone() throws {
        let dialog = try Self.dialog()
        #expect(try Self.kept(dialog, token: Array("none".utf8)) == nil)
        #expect(try Self.kept(dialog, keys: TestKeys.second) == nil)
    }

    @Test func aTokenOfAnotherDialogIsNone() throws {
        #expect(try Self.kept(Self.dialog(), tag: "other") == nil)
    }
}
