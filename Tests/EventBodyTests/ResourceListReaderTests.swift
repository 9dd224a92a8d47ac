import Testing

@testable import EventBody

@Suite struct ResourceListReaderTests {
    private func read(_ text: String) -> ResourceList? {
        let bytes = Array(text.utf8)
        return ResourceListReader.read(bytes.span)
    }

    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    private let list = """
        <?xml version="1.0"?><rl:list xmlns:rl="urn:ietf:params:xml:ns:rlmi" uri="sip:l@h" version="7" fullState="true">
        <rl:name>All</rl:name><rl:resource uri="sip:a&amp;b@h"><rl:name xml:lang="en">A &lt;B&gt;</rl:name><rl:name>C</rl:name>
        <rl:instance id="i" state="Terminated" reason="noresource" cid="c@h"/><rl:instance id="j" state="active"/></rl:resource>
        <rl:resource uri="sip:d@h"/></rl:list>
        """

    @Test func readsWhatTheSchemaHas() throws {
        let list = try #require(read(list))
        #expect(list.isStrict && list.isFullState && list.version == 7)
        #expect(list.resources.map { text($0.uri) } == ["sip:a&b@h", "sip:d@h"])
        #expect(text(list.resources[0].name) == "A <B>")
        #expect(list.resources[0].instances.map(\.state) == [.terminated, .active])
        #expect(list.resources[0].instances.map(\.reason) == [.noresource, nil])
        #expect(list.resources[0].instances.map { text($0.cid) } == ["c@h", nil])
        #expect(list.resources[1].instances.isEmpty && list.resources[1].name == nil)
    }

    @Test func aBrokenOneIsReadTolerantlyAndSaysSo() throws {
        let list = try #require(
            read(
                "<list version=\"2\"><name>A & B <1></name><resource uri=\"sip:a@h\"><instance id=\"i\" "
                    + "state=\"active\" cid=\"c\"></resource></list>"
            )
        )
        #expect(!list.isStrict && !list.isFullState && list.version == 2)
        #expect(list.resources.map { text($0.uri) } == ["sip:a@h"])
        #expect(list.resources[0].instances.map { text($0.cid) } == ["c"])
    }

    @Test func unknownValuesSayNothing() throws {
        let list = try #require(
            read(
                list.replacingAttribute("state", "x").replacingAttribute("reason", "x").replacingAttribute(
                    "fullState",
                    "x"
                )
            )
        )
        #expect(list.resources[0].instances.map(\.state) == [.pending, .pending])
        #expect(list.resources[0].instances.allSatisfy { $0.reason == nil })
        #expect(!list.isFullState)
    }

    @Test(arguments: [
        "", "x", "<presence/>", "<list xmlns=\"urn:other\"/>", "<!DOCTYPE list><list/>", "<list", "<a><list/></a>",
    ])
    func othersAreNoLists(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func overALimitNothingIsRead() {
        let resources = String(repeating: "<resource uri=\"sip:a@h\"/>", count: Limits.resourcesMax + 1)
        #expect(read("<list>\(resources)</list>") == nil)
        let instances = String(repeating: "<instance id=\"i\"/>", count: Limits.instancesMax + 1)
        #expect(read("<list><resource uri=\"sip:a@h\">\(instances)</resource></list>") == nil)
    }

    @Test func tooLongAURIIsNone() throws {
        let uri = "sip:\(String(repeating: "a", count: Limits.resourceURIBytesMax))@h"
        #expect(try #require(read("<list><resource uri=\"\(uri)\"/></list>")).resources[0].uri == nil)
    }

    @Test func whatIsInAnotherNamespaceIsPassedOver() throws {
        let other = "<list xmlns=\"urn:ietf:params:xml:ns:rlmi\"><x:resource xmlns:x=\"urn:x\" uri=\"sip:a@h\"/></list>"
        #expect(try #require(read(other)).resources.isEmpty)
    }
}

extension String {
    /// The text with every value of an attribute replaced.
    fileprivate func replacingAttribute(_ name: String, _ value: String) -> String {
        let pieces = split(separator: " \(name)=\"", omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(String(pieces[0])) { text, piece in
            text + " \(name)=\"\(value)\"" + piece.drop { $0 != "\"" }.dropFirst()
        }
    }
}
