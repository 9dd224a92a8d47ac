import Testing

@testable import EventBody

@Suite struct DialogInfoReaderTests {
    private func read(_ content: String) throws -> DialogInfo {
        let bytes = Array("<dialog-info>\(content)</dialog-info>".utf8)
        var source = StrictTokenizer(start: 0)
        _ = try source.next(bytes.span)
        return try DialogInfoReader.read(&source, bytes.span)
    }

    private func hold(_ parameter: String, in party: String = "local") throws -> DialogEntry.Hold? {
        let target = "<\(party)><target uri=\"x\"><param \(parameter)/></target></\(party)>"
        return try read("<dialog><state>confirmed</state>\(target)</dialog>").dialogs.first?.hold
    }

    @Test func holdIsTheLocalRendering() throws {
        #expect(try hold("pname=\"+sip.rendering\" pval=\"no\"") == .pval)
        #expect(try hold("pname=\"+sip.rendering\" pvalue=\"NO\"") == .pvalue)
    }

    @Test(arguments: [
        "pname=\"+sip.rendering\" pval=\"yes\"", "pname=\"+sip.rendering\" pval=\"unknown\"",
        "pname=\"+sip.rendering\"",
        "pname=\"sip.rendering\" pval=\"no\"", "pval=\"no\"",
    ])
    func otherParametersAreNoHold(_ parameter: String) throws {
        #expect(try hold(parameter) == DialogEntry.Hold.none)
    }

    @Test func remoteRenderingIsNoHold() throws {
        #expect(try hold("pname=\"+sip.rendering\" pval=\"no\"", in: "remote") == DialogEntry.Hold.none)
    }

    @Test func stateOutsideOfADialogIsNotRead() throws {
        let info = try read("<state>early</state><x><dialog><state>early</state></dialog></x>")
        #expect(info.dialogs.isEmpty)
    }

    @Test func stateAroundChildrenIsOneText() throws {
        #expect(try read("<dialog><state> ear<x>confirmed</x>ly </state></dialog>").dialogs.first?.state == .early)
    }

    @Test func dialogsAreLimited() throws {
        let dialog = "<dialog><state>early</state></dialog>"
        let most = String(repeating: dialog, count: Limits.dialogsMax)
        #expect(try read(most).dialogs.count == Limits.dialogsMax)
        #expect(throws: XMLError.self) { try read(most + dialog) }
    }
}
