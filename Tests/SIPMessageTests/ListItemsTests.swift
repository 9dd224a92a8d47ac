import Testing

@testable import SIPMessage

@Suite struct ListItemsTests {
    private func split(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var list = ListItems(bytes.span.all)
        var items: [String] = []
        while let item = list.next(bytes.span) {
            items.append(String(decoding: bytes[item.lower..<item.upper], as: UTF8.self))
        }
        return items
    }

    @Test func splitsAtTopLevelCommas() {
        #expect(split("a, b ,c") == ["a", "b", "c"])
        #expect(split("<sip:a,b@h>, \"x, y\" <sip:c@h>;q=\",\"") == ["<sip:a,b@h>", "\"x, y\" <sip:c@h>;q=\",\""])
    }

    @Test func skipsEmptyValues() {
        #expect(split(" ,,a,, ") == ["a"])
        #expect(split("") == [])
    }

    @Test func escapedQuoteDoesNotClose() {
        #expect(split("\"a\\\", b\", c") == ["\"a\\\", b\"", "c"])
        #expect(split("\"a\\\\\", b") == ["\"a\\\\\"", "b"])
    }

    @Test func whatDoesNotCloseTakesTheRest() {
        #expect(split("a, \"b, c") == ["a", "\"b, c"])
        #expect(split("a, <b, c") == ["a", "<b, c"])
        #expect(split("\"a\\") == ["\"a\\"])
    }

    @Test func countsTheShape() {
        let bytes = Array("a;b;c, \"x;y,z\" <sip:h;d,e>;f".utf8)
        let shape = ValueShape(bytes.span, bytes.span.all)
        #expect(shape.items == 2)
        #expect(shape.parameters == 2)
    }
}
