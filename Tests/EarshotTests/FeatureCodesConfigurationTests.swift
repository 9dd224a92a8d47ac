import AccessPolicy
import Enforcement
import PolicyFile
import Testing

@testable import earshot

@Suite struct FeatureCodesConfigurationTests {
    static func read(_ table: String) -> ConfigurationReading {
        ConfigurationReader.read(
            text: "pbx: \"udp://127.0.0.1:5070\"\nfeature-codes:\n\(table)",
            path: "/srv/earshot.yaml"
        )
    }

    /// The problems, each as its line and what it says.
    static func problems(_ table: String) -> [String] {
        read(table).problems.map { "\($0.line) \($0.text)" }
    }

    @Test func theExampleOfTheDesignIsNoMistake() {
        let reading = Self.read(
            """
              preset: fusionpbx
              codes:
                - {dial: "*33{extension}", action: listen}
                - {dial: "555", action: listen}
            """
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.featureCodes.map(\.dial) == ["*33{extension}", "*34{extension}", "555"])
    }

    @Test func severalPresetsAddUp() {
        let reading = Self.read("  preset: [freepbx, fusionpbx]\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.featureCodes.count == 4)
    }

    @Test func pickupAndIntercomCanBeListed() {
        let reading = Self.read(
            """
              codes:
                - {dial: "**{extension}", action: pickup}
                - {dial: "*80{extension}", action: intercom, hops: false}
                - {dial: "*81{extension}", action: listen, hops: true}
            """
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.featureCodes.map(\.action) == [.pickup, .intercom, .listen])
        #expect(reading.configuration.featureCodes.map(\.hops) == [false, false, true])
    }

    @Test func theBeginningOfACodeCanBeJudged() {
        #expect(Self.read("  preset: freepbx\n").configuration.overlap == .pass)
        #expect(Self.read("  overlap: judge\n").configuration.overlap == .judge)
        #expect(Self.problems("  overlap: maybe\n") == ["3 `overlap` cannot be `maybe`; write `pass` or `judge`"])
    }

    @Test func presetsThatMeanOtherThingsClash() {
        #expect(
            Self.problems("  preset: [grandstream, xorcom]\n") == [
                "3 `*54{extension}` of preset `xorcom` is to barge, but `*54{extension}` of preset `grandstream` on line 3 is to listen; remove one",
                "3 `*55{extension}` of preset `xorcom` is to listen, but `*55{extension}` of preset `grandstream` on line 3 is to whisper; remove one",
                "3 `*56{extension}` of preset `xorcom` is to whisper, but `*56{extension}` of preset `grandstream` on line 3 is to barge; remove one",
            ]
        )
    }

    @Test func everyClashIsSaidAtOnceWithItsLine() {
        let problems = Self.problems(
            """
              preset: fusionpbx
              codes:
                - {dial: "*33{extension}", action: pickup}
                - {dial: "*3{extension}", action: listen}
                - {dial: "777", action: listen}
                - {dial: "777", action: listen}
            """
        )
        #expect(
            problems == [
                "5 `*33{extension}` is to pickup, but `*33{extension}` of preset `fusionpbx` on line 3 is to listen; remove one",
                "6 `*3{extension}` and `*33{extension}` of preset `fusionpbx` on line 3 are dialled alike; say how long the extension is, as in `{extension:3}`",
                "6 `*3{extension}` and `*34{extension}` of preset `fusionpbx` on line 3 are dialled alike; say how long the extension is, as in `{extension:3}`",
                "6 `*3{extension}` and `*33{extension}` on line 5 are dialled alike; say how long the extension is, as in `{extension:3}`",
                "8 the code `777` is there twice; remove one",
            ]
        )
    }

    @Test func aPresetMayBeSaidMoreExactly() {
        let reading = Self.read(
            "  preset: fusionpbx\n  codes: [{dial: \"*33{extension}\", action: listen, hops: true}]\n"
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.featureCodes.contains { $0.dial == "*33{extension}" && $0.hops })
    }

    @Test func aPresetTwiceIsSaid() {
        #expect(
            Self.problems("  preset: [goto, goto]\n") == [
                "3 the code `*17{extension}` of preset `goto` is there twice; remove one"
            ]
        )
    }

    @Test(arguments: ["hops: maybe", "action: spy", "dial: \"*3 3\""])
    func whatIsNoCodeIsSaid(_ wrong: String) {
        let rest =
            wrong.hasPrefix("dial")
            ? "action: listen" : wrong.hasPrefix("action") ? "dial: \"9\"" : "dial: \"9\", action: listen"
        #expect(Self.problems("  codes: [{\(rest), \(wrong)}]\n").count == 1)
    }

    @Test func anExtensionThatIsDialledLikeACodeIsWarnedOf() throws {
        let policy = try PolicyCompiler.compile(
            PolicyFile.parse(
                "organization: X\ndomains: [x.example]\nusers: {a: {extensions: [\"555\", \"101\"]}}\nextensions: {\"881234\": {}, \"881235\": {}}\n",
                file: "policy.yaml"
            ),
            revision: 1
        )
        let configuration = Self.read("  preset: [freepbx, freeswitch]\n").configuration
        let warnings = CodeNumbers.warnings(configuration, path: "earshot.yaml", policy: policy).map(\.text)
        #expect(warnings.count == 3)
        #expect(warnings.contains { $0.contains("extension `555` is dialled like the code `555`,") })
        #expect(
            warnings.contains {
                $0.contains("extension `881234` (and 1 more) is dialled like the code `88{extension:4}`")
            }
        )
    }
}
