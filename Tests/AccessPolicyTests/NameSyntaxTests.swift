import AccessPolicy
import Testing

/// What may stand in a name.
@Suite struct NameSyntaxTests {
    @Test func aControlCharacterIsWhatUnicodeCallsOne() {
        for scalar in (0..<0x3000 as Range<UInt32>).compactMap(Unicode.Scalar.init) {
            let isControl = scalar.properties.generalCategory == .control
            #expect(NameSyntax.hasControlCharacter("a\(Character(scalar))") == isControl, "U+\(scalar.value)")
        }
    }
}
