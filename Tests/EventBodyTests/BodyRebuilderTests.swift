import EventBody
import Testing

@Suite struct BodyRebuilderTests {
    private static func dialogInfo(_ content: String, state: String = "full") -> String {
        "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"1\" state=\"\(state)\">"
            + "\(content)</dialog-info>"
    }

    /// As in the module's limits.
    private static let dialogsMax = 64

    private func ids(_ body: RebuiltBody) -> [String] {
        body.text.components(between: "<dialog id=\"", and: "\"")
    }

    @Test func pseudonymIsMadeOfTheIDAsItStands() {
        var seen: [[UInt8]] = []
        let body = Self.dialogInfo("<dialog id=\"a&amp;b@h\"><state>early</state></dialog>")
        let rebuilt = rebuild(Array(body.utf8)) { id in
            seen.append((0..<id.count).map { id[$0] })
            return "0123456789abcdef"
        }
        #expect(seen == [Array("a&amp;b@h".utf8)])
        #expect(ids(rebuilt) == ["d-0123456789abcdef"])
    }

    @Test func idOfTheResourceNeedsNoPseudonym() {
        let body = Self.dialogInfo("<dialog id=\"101\"><state>early</state></dialog>")
        let rebuilt = rebuild(Array(body.utf8)) { _ in
            Issue.record("asked for a pseudonym")
            return ""
        }
        #expect(ids(rebuilt) == ["101"])
    }

    /// Vector T08.
    @Test func pseudonymIsTheSameInFullPartialAndBrokenDocuments() {
        let id = "89568491-4fff-4fec-b4cc-983bab747c63"
        let full = rebuild(Self.dialogInfo("<dialog id=\"\(id)\"><state>early</state></dialog>"))
        let partial = rebuild(
            Self.dialogInfo("<dialog id='\(id)'><state>terminated</state></dialog>", state: "partial")
        )
        let broken = rebuild(Self.dialogInfo("<dialog id=\"\(id)\"><state>early</state><x>&</x></dialog>"))
        #expect(broken.outcome == .tolerant)
        #expect(ids(full) == ids(partial))
        #expect(ids(full) == ids(broken))
    }

    /// Vector T08.
    @Test func pseudonymIsTheCallersToChooseForEachSubscription() {
        let body = Array(Self.dialogInfo("<dialog id=\"x\"><state>early</state></dialog>").utf8)
        let first = rebuild(body) { Pseudonym.make($0, key: "subscription 1") }
        let second = rebuild(body) { Pseudonym.make($0, key: "subscription 2") }
        #expect(ids(first) != ids(second))
    }

    @Test func missingIDsAreNumbered() {
        let body = Self.dialogInfo("<dialog><state>early</state></dialog><dialog id=\"\"><state>early</state></dialog>")
        #expect(ids(rebuild(body)) == ["d-1", "d-2"])
    }

    @Test func safeBodyNamesADialogEvenWithoutAUser() {
        let resource = SubscribedResource(entity: Array("sip:pbx.example".utf8), user: [], statuses: [])
        #expect(ids(rebuild([], of: resource)) == ["d-1"])
    }

    @Test func oneUnreadableStateIsTerminated() {
        let body = Self.dialogInfo(
            "<dialog id=\"a\"><state>gone</state></dialog><dialog id=\"b\"><state>early</state></dialog>"
        )
        #expect(rebuild(body).text.components(between: "<state>", and: "</state>") == ["terminated", "early"])
    }

    @Test func noReadableStateFailsClosed() {
        let body = Self.dialogInfo("<dialog id=\"a\"><state>gone</state></dialog>")
        #expect(rebuild(body).outcome == .failedClosed(.nothingReadable))
    }

    @Test func elementsOfOtherNamespacesAreNotRead() {
        let body = Self.dialogInfo(
            "<dialog id=\"a\" xmlns:x=\"urn:x\"><x:state>confirmed</x:state><state>early</state></dialog>"
                + "<x:dialog xmlns:x=\"urn:x\"><state>confirmed</state></x:dialog>"
        )
        #expect(rebuild(body).text.components(between: "<state>", and: "</state>") == ["early"])
    }

    @Test func rootOfAnotherNamespaceIsNotRead() {
        let body = "<dialog-info xmlns=\"urn:x\" version=\"3\"><dialog><state>early</state></dialog></dialog-info>"
        #expect(rebuild(body).outcome == .failedClosed(.unknownRoot))
    }

    @Test func prefixedRootIsWrittenWithoutPrefix() {
        let body =
            "<d:dialog-info xmlns:d=\"urn:ietf:params:xml:ns:dialog-info\" version=\"3\" state=\"full\">"
            + "<d:dialog id=\"101\"><d:state>early</d:state></d:dialog></d:dialog-info>"
        let rebuilt = rebuild(body)
        #expect(rebuilt.outcome == .strict)
        #expect(rebuilt.text.contains("<dialog id=\"101\"><state>early</state></dialog>"))
    }

    @Test func presenceWithoutTuplesStaysWithout() {
        let rebuilt = rebuild("<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"x\"/>", package: .presence)
        #expect(rebuilt.outcome == .strict)
        #expect(!rebuilt.text.contains("<tuple"))
    }

    @Test func oneOpenTupleMakesThePresentityOpen() {
        let tuples = ["closed", "open", "closed"].map {
            "<tuple id=\"x\"><status><basic>\($0)</basic></status></tuple>"
        }
        let body = "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"x\">\(tuples.joined())</presence>"
        #expect(rebuild(body).text.components(between: "<basic>", and: "</basic>") == ["open"])
    }

    @Test func eyeBeamsOldNamespacesAreRead() {
        let body =
            "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:pp=\"urn:ietf:params:xml:ns:pidf:person\" "
            + "xmlns:ep=\"urn:ietf:params:xml:ns:pidf:rpid:rpid-person\" entity=\"x\"><pp:person><status>"
            + "<ep:activities><ep:busy/></ep:activities></status></pp:person></presence>"
        #expect(rebuild(body).text.contains("<rpid:activities><rpid:busy/></rpid:activities>"))
    }

    /// Reading and writing take time and memory in proportion to the body, whatever is in it.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: ["<dialog>", "<a b='", "&#65;", "<!--x-->", "<x xmlns:a='u'>", "\"", "<state>"]
    )
    func largestBodyIsDoneInBoundedTime(_ unit: String) {
        let filler = String(repeating: unit, count: 65_000 / unit.utf8.count)
        let rebuilt = rebuild(Self.dialogInfo(filler))
        #expect(rebuilt.bytes.count < 300 * Self.dialogsMax)
    }
}

extension String {
    /// Every piece between the two marks.
    func components(between opening: String, and closing: String) -> [String] {
        split(separator: opening).dropFirst().compactMap { $0.split(separator: closing).first.map(String.init) }
    }
}
