import Testing

@testable import EventBody

@Suite struct MediaParameterTests {
    private func read(_ text: String) -> [String]? {
        let bytes = Array(text.utf8)
        return MediaParameter.all(in: bytes.span, from: 0)?.map {
            String(decoding: bytes[$0.name] + [0x3D] + bytes[$0.value], as: UTF8.self)
        }
    }

    @Test(
        arguments: [
            ("", []), (";a=b", ["a=b"]), ("; a = b ;c=\"d;e\"", ["a=b", "c=d;e"]), (";a=\"\"", ["a="]),
            (";a=b;", ["a=b"]),
            (";a=b\r\n ;c=d", ["a=b", "c=d"]),
        ] as [(String, [String])]
    )
    func readsNamesAndValues(_ text: String, _ parameters: [String]) {
        #expect(read(text) == parameters)
    }

    @Test(arguments: ["a=b", ";a", ";=b", ";a=", ";a=\"b", ";a=\"b\\\"c\"", ";a=b c", ";a=b\"c\"", ";a=\"b\"c", ";;"])
    func whatIsInDoubtIsNotRead(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func tooManyAreNotRead() {
        #expect(read(String(repeating: ";a=b", count: Limits.mediaParametersMax))?.count == Limits.mediaParametersMax)
        #expect(read(String(repeating: ";a=b", count: Limits.mediaParametersMax + 1)) == nil)
    }
}
