import Testing

@testable import EventBody

@Suite struct BodyWriterTests {
    private func written(
        entity: [UInt8] = [],
        user: String = "",
        statuses: [String] = [],
        _ write: (inout BodyWriter) -> Void
    ) -> String {
        let resource = SubscribedResource(entity: entity, user: Array(user.utf8), statuses: statuses)
        var writer = BodyWriter(resource: resource, capacity: 0)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(arguments: [0, 9, 10, 4_294_967_295, 9_999_999_999, UInt64.max])
    func writesNumbers(_ number: UInt64) {
        #expect(written { $0.write(number) } == "\(number)")
    }

    @Test func keepsAURIAsItIs() {
        let uri = "sip:%31*#01;x=y@[2001:db8::1]:5060?h='v'"
        #expect(written(entity: Array(uri.utf8)) { $0.writeEntity() } == uri)
    }

    @Test func escapesMarkupInAURI() {
        #expect(written(entity: Array("a&<>\"b".utf8)) { $0.writeEntity() } == "a&amp;&lt;&gt;&quot;b")
    }

    @Test func encodesWhatNoURIMayHold() {
        #expect(written(entity: [0x00, 0x0A, 0x20, 0x7F, 0xC3, 0xFF]) { $0.writeEntity() } == "%00%0A%20%7F%C3%FF")
    }

    @Test func escapesAUser() {
        #expect(written(user: "a\"b") { $0.writeUser() } == "a&quot;b")
    }

    @Test func escapesAStatusAndDropsWhatXMLForbids() {
        #expect(written(statuses: ["a<b>\u{1}\u{FFFE}é😀"]) { $0.writeStatus(at: 0) } == "a&lt;b&gt;é😀")
        #expect(written(statuses: []) { $0.writeStatus(at: 0) } == "")
    }

    @Test func writesNoMarkupOfAPseudonym() {
        #expect(written { $0.writePseudonym("ab\"/><é0_9") } == "ab0_9")
    }
}
