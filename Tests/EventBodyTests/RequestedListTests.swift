import EventBody
import Testing

@Suite struct RequestedListTests {
    private static func read(_ text: String) -> Result<[String], RequestedList.Fault> {
        let bytes = Array(text.utf8)
        do throws(RequestedList.Fault) {
            return .success(try RequestedList(reading: bytes.span).uris.map { String(decoding: $0, as: UTF8.self) })
        } catch {
            return .failure(error)
        }
    }

    private static func list(_ inside: String) -> String {
        "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\"><list>\(inside)</list></resource-lists>"
    }

    @Test func givesTheMembersInOrder() {
        let text = "<entry uri='sip:b@x'/> <entry uri='sip:a@x'/>"
        #expect(Self.read(Self.list(text)) == .success(["sip:b@x", "sip:a@x"]))
    }

    @Test func givesThoseOfListsWithin() {
        #expect(
            Self.read(Self.list("<list><list><entry uri='sip:a@x'/></list></list><entry uri='sip:b@x'/>"))
                == .success(["sip:a@x", "sip:b@x"])
        )
    }

    @Test func replacesReferences() {
        #expect(Self.read(Self.list("<entry uri='sip:&#x61;&amp;b@x'/>")) == .success(["sip:a&b@x"]))
    }

    @Test func passesOverNamesAndExtensions() {
        let extra = "<x:y xmlns:x='urn:x'>t<entry uri='sip:c@x'/></x:y>"
        let text = "<display-name>A</display-name>\(extra)<entry uri='sip:a@x'/>"
        #expect(Self.read(Self.list(text)) == .success(["sip:a@x"]))
    }

    @Test func readsWhatItWrites() {
        let uris = ["sip:a@x", "sip:a&b@x", "sip:\"<>@x"]
        let written = RequestedList.write(uris.map { Array($0.utf8) })
        #expect(Self.read(String(decoding: written, as: UTF8.self)) == .success(uris))
    }

    @Test(arguments: [
        "", "x", "<list/>", "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'/>", list(""),
        list("<entry/>"), list("<entry uri=''/>"), list("<entry uri='sip:a@x'>"), list("<entry uri='sip:a@x'/>text"),
        list("<entry uri='sip:a@x'/><![CDATA[x]]>"), list("<member uri='sip:a@x'/>"),
        list("<entry uri='sip:a@x'><entry uri='sip:b@x'/></entry>"), list("<entry uri='sip:a@x'/>") + "<x/>",
        "<!DOCTYPE x>" + list("<entry uri='sip:a@x'/>"), list("<x:entry uri='sip:a@x'/>"),
        list("<entry uri='\(String(repeating: "a", count: 257))'/>"),
    ])
    func whatIsNoListIsBroken(_ text: String) {
        #expect(Self.read(text) == .failure(.broken))
    }

    @Test(arguments: ["<entry-ref ref='x'/>", "<external anchor='x'/>", "<list><external/></list>"])
    func membersElsewhereAreIndirect(_ text: String) {
        #expect(Self.read(Self.list("<entry uri='sip:a@x'/>" + text)) == .failure(.indirect))
    }

    @Test func thereIsALimitOfMembers() {
        let entry = "<entry uri='sip:a@x'/>"
        let all = [String](repeating: "sip:a@x", count: 256)
        #expect(Self.read(Self.list(String(repeating: entry, count: 256))) == .success(all))
        #expect(Self.read(Self.list(String(repeating: entry, count: 257))) == .failure(.tooLong))
    }

    @Test func thereIsALimitOfDepth() {
        let depth = 20
        let text = String(repeating: "<list>", count: depth) + String(repeating: "</list>", count: depth)
        #expect(Self.read(Self.list(text)) == .failure(.tooLong))
    }
}
