import Testing

@testable import AccessPolicy

/// Names byte by byte.
@Suite struct SpellingTests {
    @Test(arguments: ["", "Kroll", "caf\u{E9}", "x\u{302}", "\u{915}\u{93C}", "한국", "\u{1EAD}b"])
    func whatIsInNFCIsNormal(_ text: String) {
        #expect(Spelling(text).isNormal)
        #expect(Spelling(text).normal.isSpelled(as: text))
    }

    @Test(arguments: [
        ("\u{212A}roll", "Kroll"), ("cafe\u{301}", "caf\u{E9}"), ("\u{2126}", "\u{3A9}"), ("\u{958}", "\u{915}\u{93C}"),
        ("a\u{302}\u{323}", "\u{1EAD}"), ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
    ])
    func whatIsNotBecomesIt(_ text: String, _ normal: String) {
        #expect(!Spelling(text).isNormal)
        #expect(Spelling(text).normal.isSpelled(as: normal))
    }

    @Test func twoSpellingsOfOneTextAreTwo() {
        #expect("\u{212A}roll" == "Kroll", "Swift takes them for one")
        #expect(Spelling("\u{212A}roll") != Spelling("Kroll"))
        #expect(Set([Spelling("\u{212A}roll"), Spelling("Kroll"), Spelling("Kroll")]).count == 2)
        #expect((Spelling("Kroll") < Spelling("\u{212A}roll")) != (Spelling("\u{212A}roll") < Spelling("Kroll")))
    }

    @Test func theOrderIsThatOfTexts() {
        let names = ["b", "a", "\u{E9}", "B", "10", "9", "e\u{301}"]
        #expect(names.map(Spelling.init).sorted().map(\.text) == names.sorted())
    }

    @Test func keysOfPartsAreComparedAsAStoreCompares() {
        let one = PolicyItem.Key(organization: "Kroll", kind: .user, name: "ren\u{E9}")
        let other = PolicyItem.Key(organization: "Kroll", kind: .user, name: "rene\u{301}")
        #expect(one != other && Set([one, other]).count == 2)
        #expect(PolicyItem(key: one, content: "\u{E9}") != PolicyItem(key: one, content: "e\u{301}"))
    }
}
