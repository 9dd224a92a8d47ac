import AccessPolicy
import Foundation
import Logging
import PolicyStore
import Proxy
import TestFolder
import Testing

@testable import Enforcement
@testable import earshot

/// What the proxy hands to the store comes back as it was.
@Suite struct StoreJournalTests {
    private let folder = TestFolder()
    var path: String { folder.path("journal.db") }

    /// A journal in a file that is gone after the work.
    private func withJournal(_ work: (StoreJournal) throws -> Void) throws {
        let store = try SQLiteStore(path: path, logger: Logger(label: "test"))
        try work(StoreJournal(store: store, keys: KeyRing(Self.keys(7))))
    }

    static func keys(_ byte: UInt8) throws -> TokenKeys {
        try #require(TokenKeys(current: 1, secrets: [1: [UInt8](repeating: byte, count: 32)]))
    }

    static func dialog(_ call: String) throws -> LiveDialog {
        let token = DialogToken(
            kind: .listening,
            pbx: 3,
            device: 9,
            phone: Endpoint(ipv4: 0xC000_0207, port: 5060, transport: .tcp),
            watcher: AddressOfRecord(user: Array("alice".utf8), host: Array("example.com".utf8)),
            resource: Array("102".utf8)
        )
        var phone = LiveDialog.Party()
        (phone.uri, phone.tag, phone.target) = (Array("sip:alice@example.com".utf8), [0x74], Array("sip:a".utf8))
        phone.cseq = 7
        var pbx = LiveDialog.Party()
        (pbx.uri, pbx.tag, pbx.target) = (Array("sip:*33102@example.com".utf8), [0x70], Array("sip:p".utf8))
        var dialog = LiveDialog(
            callID: Array(call.utf8),
            token: token,
            phone: phone,
            pbx: pbx,
            since: Moment(unixSeconds: 1_000),
            until: Moment(unixSeconds: 2_000),
            disclosure: .status
        )
        dialog.routes = [Array("<sip:r;lr>".utf8)]
        dialog.shift = 2
        return dialog
    }

    @Test func aDialogComesBackAsItWas() throws {
        let dialog = try Self.dialog("a")
        try withJournal { journal in
            try journal.write([.keep(dialog)])
            #expect(try journal.load() == JournalContents(dialogs: [dialog]))
        }
    }

    @Test func aDialogThatIsOverDoesNot() throws {
        let (one, other) = (try Self.dialog("a"), try Self.dialog("b"))
        try withJournal { journal in
            try journal.write([.keep(one), .keep(other), .forget(callID: one.callID, tag: one.phone.tag)])
            #expect(try journal.load().dialogs == [other])
        }
    }

    @Test func underOtherKeysThereIsNone() throws {
        let dialog = try Self.dialog("a")
        try withJournal { journal in
            try journal.write([.keep(dialog)])
            #expect(try StoreJournal(store: journal.store, keys: KeyRing(Self.keys(8))).load().dialogs == [])
        }
    }

    @Test(arguments: [(Int64.min, Int64(2_000)), (1_000, .min)])
    func whatHasNoTimeIsNoDialog(_ since: Int64, _ until: Int64) throws {
        let stored = try #require(StoredDialog(try Self.dialog("a"), try Self.keys(7)))
        try withJournal { journal in
            let broken = StoredDialog(
                callID: stored.callID,
                token: stored.token,
                phone: stored.phone,
                pbx: stored.pbx,
                routes: stored.routes,
                event: stored.event,
                since: since,
                until: until,
                disclosure: stored.disclosure,
                shift: stored.shift
            )
            try journal.store.write([.keep(broken)])
            #expect(try journal.load().dialogs == [])
        }
    }

    @Test func allOfItIsWrittenAnew() throws {
        let dialogs = [try Self.dialog("b"), try Self.dialog("c")]
        let before = try Self.dialog("a")
        try withJournal { journal in
            try journal.write([.keep(before)])
            try journal.replace(with: JournalContents(dialogs: dialogs))
            #expect(try journal.load().dialogs == dialogs)
            try journal.prune(now: Moment(unixSeconds: 2_000))
            #expect(try journal.load().dialogs == [])
        }
    }
}
