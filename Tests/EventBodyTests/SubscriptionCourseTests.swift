import EventBody
import Testing

/// What a phone holds after several NOTIFYs of one subscription, with the quirks that PBXes have shown.
@Suite struct SubscriptionCourseTests {
    private func document(_ version: String, _ state: String, _ dialogs: String) -> String {
        "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"\(version)\" state=\"\(state)\" "
            + "entity=\"sip:101@pbx.example\">\(dialogs)</dialog-info>"
    }

    private func dialog(_ id: String, _ state: String) -> String {
        "<dialog id=\"\(id)\"><state>\(state)</state></dialog>"
    }

    /// Version, completeness and every dialog of what is sent, pseudonyms of `a` and `b` under these names.
    private func sent(_ document: String, isEncoded: Bool = false) -> String {
        var text = rebuild(Array(document.utf8), type: "application/dialog-info+xml", isEncoded: isEncoded).text
        for name in ["a", "b"] {
            let id = Array(name.utf8)
            text = text.split(separator: "d-" + Pseudonym.make(id.span, key: "test"), omittingEmptySubsequences: false)
                .joined(separator: name)
        }
        let values = ["version", "state", "id"].flatMap { key in
            text.split(separator: " \(key)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        }
        let states = text.split(separator: "<state>").dropFirst().map { String($0.prefix { $0 != "<" }) }
        // The first two values after the XML declaration's version are the document's own.
        return (values.drop { $0 == "1.0" } + states).joined(separator: " ")
    }

    @Test func aPartialDocumentIsAboutTheSameDialog() {
        #expect(
            sent(document("4", "full", dialog("a", "early") + dialog("b", "confirmed"))) == "4 full a b early confirmed"
        )
        #expect(sent(document("5", "partial", dialog("a", "confirmed"))) == "5 partial a confirmed")
        #expect(sent(document("6", "partial", dialog("a", "terminated"))) == "6 partial a terminated")
    }

    /// What fails closed tells all, so that no lamp stays lit, and keeps the number, so that the phone takes it and the next.
    @Test func aFailureEndsEveryDialogUntilTheNextDocument() {
        #expect(
            sent(document("7", "partial", "<dialog id=\"a\"><state>Alice</state></dialog>")) == "7 full 101 terminated"
        )
        #expect(sent(document("8", "partial", dialog("a", "confirmed"))) == "8 partial a confirmed")
    }

    /// Where not even the number can be read, 0 is said: a phone that counts keeps what it has.
    @Test func aFailureThatHidesTheNumberSaysZero() {
        #expect(sent(document("7", "full", dialog("a", "early")), isEncoded: true) == "0 full 101 terminated")
    }

    /// Asterisk: the last NOTIFY has the number of the one before.
    @Test func aRepeatedNumberIsRepeated() {
        let last = document("9", "full", dialog("101", "terminated"))
        #expect(sent(last) == "9 full 101 terminated")
        #expect(sent(last) == sent(last))
    }

    /// FreeSWITCH: `full` with the changed dialog only, ended calls as `early`, none when idle.
    @Test func fullStaysFullWhateverItLeavesOut() {
        #expect(sent(document("1", "full", dialog("a", "confirmed"))) == "1 full a confirmed")
        #expect(sent(document("2", "full", dialog("b", "early"))) == "2 full b early")
        #expect(sent(document("3", "full", dialog("a", "early"))) == "3 full a early")
        #expect(sent(document("4", "full", "")) == "4 full")
    }

    /// FreeSWITCH: a call on hold is `early`, and the parameter of the local target makes it so.
    @Test func holdWithEarlyStaysBoth() {
        let held =
            "<dialog id=\"101\"><state>early</state><local><target uri=\"x\"><param pname=\"+sip.rendering\" pvalue=\"no\"/>"
            + "</target></local></dialog>"
        let text = rebuild(document("5", "full", held)).text
        #expect(text.contains("<state>early</state><local><target uri=\"sip:101@pbx.example\">"))
        #expect(text.contains("<param pname=\"+sip.rendering\" pvalue=\"no\"/>"))
    }

    /// Kamailio: a dialog comes back from its end, old ones stay listed, and the same id stands twice.
    @Test func aDialogThatComesBackIsTheSame() {
        #expect(sent(document("11", "full", dialog("a", "terminated"))) == "11 full a terminated")
        #expect(sent(document("12", "full", dialog("a", "confirmed"))) == "12 full a confirmed")
        let lingering = dialog("a", "terminated") + dialog("b", "Trying") + dialog("a", "terminated")
        #expect(sent(document("13", "full", lingering)) == "13 full a b a terminated trying terminated")
    }

    @Test func aConferenceKeepsItsNumberToo() {
        let broken = "<conference-info version=\"12\" state=\"partial\"><users><user entity=\"sip:1555@h\">"
        let text = rebuild(broken, type: "application/conference-info+xml", package: .conference).text
        #expect(text.contains("state=\"full\" version=\"12\"/>"))
    }
}
