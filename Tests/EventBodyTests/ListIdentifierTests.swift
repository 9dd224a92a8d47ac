import Testing

@testable import EventBody

@Suite struct ListIdentifierTests {
    private func written(_ original: String, own: String = "sip:101@pbx.example", besides document: String = "")
        -> String
    {
        let identifier = ListIdentifier(
            Array(original.utf8),
            bytesMax: 64,
            own: Array(own.utf8),
            besides: [Array(document.utf8)],
            pseudonym: { Pseudonym.make($0, key: "list") }
        )
        return String(decoding: identifier.bytes, as: UTF8.self)
    }

    @Test(arguments: ["irbsc@127.0.0.1", "1795368983.sip:101@pbx.example.1562250306", "WD1iSVqis6muIp3XpSXVxBX1", "a"])
    func ordinaryOnesAreKept(_ original: String) {
        #expect(written(original, besides: "<dialog-info entity=\"sip:101@pbx.example\"/>") == original)
    }

    @Test(arguments: ["Alice Caller", "a<b", "a&b", "a\"b", "a\r\nb", "a(b)", String(repeating: "a", count: 65), "é"])
    func othersAreReplaced(_ original: String) {
        let pseudonym = written(original)
        #expect(pseudonym.hasPrefix("id-"))
        #expect(pseudonym.count == 19)
        #expect(pseudonym == written(original))
    }

    @Test func whatQuotesTheDocumentIsReplaced() {
        #expect(written("15550199.1@h", besides: "call-id=\"15550199\"").hasPrefix("id-"))
        #expect(written("x.ALICEcaller", besides: "alicecaller").hasPrefix("id-"))
        #expect(written("15550199.1@h", besides: "call-id=\"1555-0199\"") == "15550199.1@h")
    }

    @Test func wordsOfTheMembersOwnURIMayStandInIt() {
        let document = "<presence entity=\"sip:15550199@pbx.example\"/>"
        #expect(
            written("1.sip:15550199@pbx.example", own: "sip:15550199@pbx.example", besides: document).hasPrefix("1.")
        )
        #expect(written("1.sip:15550199@pbx.example", besides: document).hasPrefix("id-"))
    }
}
