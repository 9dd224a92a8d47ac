import Testing

@testable import Admin

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    private static let texts: [(String, JSONValue)] = [
        ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-12", -12), ("1.0", 1),
        ("1.5e1", 15), ("0.25", .number(0.25)), (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u00e9\ud83d\ude00""#, "é😀"), ("[]", []), ("[1,[2]]", [1, [2]]), ("{}", .object([])),
        (#"{"a":1, "b":{"c":null}}"#, ["a": 1, "b": ["c": .null]]), ("\"é😀\"", "é😀"),
    ]

    @Test(arguments: texts)
    func whatIsJSONIsRead(_ text: String, _ value: JSONValue) throws { #expect(try read(text) == value) }

    @Test(arguments: [
        "", " ", "nul", "truex", "01", "+1", ".5", "1.", "1e", "-", "1e999", "'a'", "\"a", "\"\\x\"", "\"\\u12g4\"",
        "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "[1,]", "[1 2]", "[", "{", #"{"a"}"#,
        #"{"a":}"#,
        #"{"a":1,}"#, #"{a:1}"#, #"{"a":1,"a":2}"#, "1 2", "[]]", "\u{FEFF}1", "NaN", "\"\\u+123\"",
    ])
    func whatIsNoneIsNot(_ text: String) { #expect(throws: JSONReadingError.self) { try read(text) } }

    @Test func whatIsNoUTF8IsNone() {
        #expect(throws: JSONReadingError.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }

    @Test func depthIsBounded() throws {
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try read(nested(APILimits.jsonDepthMax))
        #expect(throws: JSONReadingError.self) { try read(nested(APILimits.jsonDepthMax + 1)) }
        #expect(throws: JSONReadingError.self) { try read(String(repeating: "[", count: 100_000)) }
    }

    @Test func theErrorSaysWhere() {
        let error = #expect(throws: JSONReadingError.self) { try read(#"{"a": tru}"#) }
        #expect(error?.offset == 6)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let value: JSONValue = [
            "text": "\u{0}\u{1F}\u{7F}\"\\/é😀\n", "list": [1, -2, .number(0.5), true, .null], "empty": .object([]),
        ]
        #expect(try read(value.description) == value)
    }
}
