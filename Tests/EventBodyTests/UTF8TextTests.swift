import Testing

@testable import EventBody

@Suite struct UTF8TextTests {
    @Test(arguments: ["", "a\t\r\n~", "é", "€", "😀", "\u{FFFD}", "\u{7F}"])
    func takesXMLCharacters(_ text: String) {
        let bytes = Array(text.utf8)
        let isXML = UTF8Text.isXML(bytes.span)
        #expect(isXML)
    }

    @Test(
        arguments: [
            [0x00], [0x01], [0x1F], [0x80], [0xC0, 0xBC], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0xBC], [0xED, 0xA0, 0x80],
            [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xBC], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xE2, 0x82], [0xFF],
        ] as [[UInt8]]
    )
    func refusesOtherBytes(_ bytes: [UInt8]) {
        let document = Array("<a>".utf8) + bytes
        let isXML = UTF8Text.isXML(bytes.span) || UTF8Text.isXML(document.span)
        #expect(!isXML)
    }

    /// Every sequence of up to three bytes from the ranges' edges, against the standard library.
    @Test func agreesWithTheStandardLibrary() {
        let edges: [UInt8] = [
            0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEE, 0xF0, 0xF4,
        ]
        for first in edges {
            for second in edges {
                for third in edges {
                    let bytes = [first, second, third]
                    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
                    let isXML = UTF8Text.isXML(bytes.span)
                    #expect(isXML == isUTF8, "\(bytes)")
                }
            }
        }
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x3C], true), ([0xFE, 0xFF], true), ([0x3C, 0x00], true), ([0x00, 0x3C], true),
            ([0x3C, 0x3F], false),
            ([0x3C], false), ([], false),
        ] as [([UInt8], Bool)]
    )
    func knowsWideEncodings(_ bytes: [UInt8], _ isWide: Bool) {
        let found = UTF8Text.isWide(bytes.span)
        #expect(found == isWide)
    }
}
