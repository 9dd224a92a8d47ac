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

    private func isParked(_ content: String) throws -> Bool? {
        try read("<dialog><state>confirmed</state>\(content)</dialog>").dialogs.first?.isParked
    }

    private static let callPark = "xmlns:p=\"http://schema.broadsoft.com/callpark\""

    @Test(arguments: ["<p:parked/>", "<p:parked><identity>sip:1@h</identity></p:parked>", "<x/><p:parked/><p:parked/>"])
    func parkedWithinCallParkIsParked(_ content: String) throws {
        #expect(try isParked("<p:callpark \(Self.callPark)>\(content)</p:callpark>") == true)
        #expect(try isParked("<callpark xmlns=\"http://schema.broadsoft.com/callpark\"><parked/></callpark>") == true)
    }

    @Test(arguments: [
        "<p:callpark \(callPark)/>", "<p:parked \(callPark)/>", "<callpark><parked/></callpark>",
        "<p:callpark \(callPark)><parked/></p:callpark>", "<p:callpark \(callPark)><x><p:parked/></x></p:callpark>",
        "<callpark><p:parked \(callPark)/></callpark>",
        "<remote><p:callpark \(callPark)><p:parked/></p:callpark></remote>",
        "<p:callpark xmlns:p=\"http://schema.broadsoft.com/CallPark\"><p:parked/></p:callpark>",
        "<p:callpark xmlns:p=\"http://schema.broadsoft.com/callcenter\"><p:parked/></p:callpark>",
    ])
    func anythingElseIsNotParked(_ content: String) throws {
        #expect(try isParked(content) == false)
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
