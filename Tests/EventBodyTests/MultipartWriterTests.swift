import Testing

@testable import EventBody

@Suite struct MultipartWriterTests {
    private func contentType(_ boundary: String, start: ListIdentifier? = nil) -> String {
        MultipartWriter(boundary: Array(boundary.utf8)).contentType(start: start)
    }

    @Test(arguments: ["yjrus", "ZI3mcLVPDUYsYUBOHYE1G1iX", "----b_1+2.3'", "0"])
    func aBoundaryThatIsATokenHasNoQuotes(_ boundary: String) {
        #expect(contentType(boundary) == "multipart/related;type=\"application/rlmi+xml\";boundary=\(boundary)")
    }

    @Test(arguments: ["a(b", "a)b", "a,b", "a/b", "a:b", "a=b", "a?b"])
    func anyOtherBoundaryIsInQuotes(_ boundary: String) {
        #expect(contentType(boundary).hasSuffix(";boundary=\"\(boundary)\""))
    }

    @Test func theBoundaryIsLast() {
        let type = contentType("b", start: .ownRoot)
        #expect(type == "multipart/related;type=\"application/rlmi+xml\";start=\"<list@earshot>\";boundary=b")
    }

    @Test func aBodyEndsWithTheLastDelimiterAndNothingElse() {
        var writer = MultipartWriter(boundary: Array("b".utf8))
        writer.add(.init(contentType: Array("text/plain".utf8), contentID: nil, namesEncoding: false, content: [0x78]))
        #expect(writer.close() == Array("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n".utf8))
    }

    @Test func aContentMayNotHoldADelimiter() {
        let writer = MultipartWriter(boundary: Array("b".utf8))
        #expect(!writer.canHold(Array("x--by".utf8)))
        #expect(writer.canHold(Array("x-by".utf8)))
    }
}
