import Testing

@testable import Enforcement

@Suite struct FeatureCodePresetsTests {
    @Test func everyPresetOfTheDesignIsThere() {
        let names: Set = [
            "freepbx", "fusionpbx", "freeswitch", "yeastar-s", "yeastar-p", "grandstream", "broadworks", "ringcentral",
            "xorcom", "vodia", "goto", "switchvox", "3cx",
        ]
        #expect(Set(FeatureCodePresets.names) == names)
        #expect(FeatureCodePresets.all.count == names.count)
        for preset in FeatureCodePresets.all where preset.name != "3cx" { #expect(!preset.entries.isEmpty) }
    }

    /// `compactMap` would hide a code that cannot be read.
    @Test(arguments: FeatureCodePresets.all.map(\.name))
    func noCodeOfAPresetIsLost(_ name: String) throws {
        let preset = try #require(FeatureCodePresets.all.first { $0.name == name })
        #expect(preset.codes.map(\.dial) == preset.entries.map(\.dial))
    }

    @Test(arguments: FeatureCodePresets.all.map(\.name))
    func noCodesOfOnePresetClash(_ name: String) throws {
        #expect(FeatureCodeClash.all(in: try #require(FeatureCodePresets.codes(of: name))).isEmpty)
    }

    @Test func everyCodeOfAPresetListensAndSaysWhereItIsFrom() {
        for entry in FeatureCodePresets.all.flatMap(\.entries) {
            #expect(entry.action.right == .listening, "\(entry.dial)")
            #expect(!entry.source.isEmpty, "\(entry.dial)")
        }
    }

    @Test func aFormIsWhatTheCodeSays() {
        for entry in FeatureCodePresets.all.flatMap(\.entries) {
            #expect((entry.form == .none) == !entry.dial.contains("{"), "\(entry.dial)")
        }
    }
}
