import PolicyStore
import Testing

/// What every store does with dialogs: the same in and out, beside the bindings.
@Suite struct DialogContractTests {
    static func dialog(_ call: String, tag: String = "t", until: Int64 = 100, shift: UInt32 = 0) -> StoredDialog {
        StoredDialog(
            callID: Array(call.utf8),
            token: [0, 1, 0xFF],
            phone: .init(uri: Array("sip:alice@example.com".utf8), tag: Array(tag.utf8), target: [], cseq: .max),
            pbx: .init(uri: [], tag: Array("p".utf8), target: Array("sip:pbx".utf8), cseq: nil),
            routes: Array("<sip:a;lr>\n<sip:b;lr>".utf8),
            event: Array("dialog".utf8),
            since: 50,
            until: until,
            disclosure: 2,
            shift: shift
        )
    }

    @Test(arguments: StoreKind.allCases)
    func aDialogIsThereAgainAfterTheFileIsOpenedAnew(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        do { try opened.open().write([.keep(Self.dialog("a"))]) }
        #expect(try opened.open().dialogs() == [Self.dialog("a")])
    }

    @Test(arguments: StoreKind.allCases)
    func aDialogTakesThePlaceOfItselfOnly(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([
            .keep(Self.dialog("a")), .keep(Self.dialog("a", tag: "u")), .keep(Self.dialog("a", shift: 3)),
        ])
        #expect(try Set(store.dialogs()) == [Self.dialog("a", shift: 3), Self.dialog("a", tag: "u")])
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsOverIsForgotten(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.keep(Self.dialog("a")), .keep(Self.dialog("a", tag: "u"))])
        try store.write([.forget(callID: Array("a".utf8), tag: Array("t".utf8))])
        #expect(try store.dialogs() == [Self.dialog("a", tag: "u")])
    }

    @Test(arguments: StoreKind.allCases)
    func pruningDropsWhatHasEnded(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.keep(Self.dialog("a", until: 50)), .keep(Self.dialog("b", until: 51))])
        try store.prune(before: 50)
        #expect(try store.dialogs() == [Self.dialog("b", until: 51)])
    }

    @Test(arguments: StoreKind.allCases)
    func replacingKeepsTheseAndNoOthers(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.keep(Self.dialog("a")), .put(BindingContractTests.binding("alice"))])
        try store.replace(bindings: [], dialogs: [Self.dialog("b")])
        #expect(try store.dialogs() == [Self.dialog("b")])
        #expect(try store.bindings() == [])
    }
}
