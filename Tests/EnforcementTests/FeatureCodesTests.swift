import Testing

@testable import Enforcement

@Suite struct FeatureCodesTests {
    static func target(_ dial: String, _ dialled: String) -> FeatureCodes.Target? {
        FeatureCodes.Code(dial: dial, action: .listen)?.target(in: Array(dialled.utf8))
    }

    @Test func theExtensionIsWhatFollowsTheCode() {
        #expect(Self.target("*33{extension}", "*33201") == .extension(Array("201".utf8)))
    }

    @Test func aCodeWithoutTargetIsAboutEveryone() {
        #expect(Self.target("555", "555") == .everyone)
    }

    @Test func aTwoStageCodeDialledBareIsAboutEveryone() {
        #expect(Self.target("*33{extension}", "*33") == .everyone)
    }

    @Test func aSuffixMayBeThereOrNot() {
        #expect(Self.target("*90{extension}#", "*90201#") == .extension(Array("201".utf8)))
        #expect(Self.target("*90{extension}#", "*90201") == .extension(Array("201".utf8)))
    }

    @Test func aFixedLengthLeavesLongerNumbersAlone() {
        #expect(Self.target("88{extension:4}", "881234") == .extension(Array("1234".utf8)))
        #expect(Self.target("88{extension:4}", "8812345") == nil)
    }

    @Test(arguments: ["201", "*3", "33201", "", "5555"])
    func otherNumbersAreNotCodes(_ dialled: String) {
        #expect(Self.target("*33{extension}", dialled) == nil)
        #expect(Self.target("555", dialled) == nil)
    }

    @Test(arguments: [
        "", "{extension}", "*33{ext}", "*33{extension:x}", "*33{extension", "*33 {extension}", "*33{extension:0}",
    ])
    func badCodesAreRefused(_ dial: String) {
        #expect(FeatureCodes.Code(dial: dial, action: .listen) == nil)
    }

    @Test func everyPresetOfTheDesignIsThere() {
        let names: Set = [
            "freepbx", "fusionpbx", "freeswitch", "yeastar-s", "yeastar-p", "grandstream", "broadworks", "ringcentral",
            "xorcom", "vodia", "goto", "switchvox", "3cx",
        ]
        #expect(Set(FeatureCodePresets.names) == names)
        for name in names where name != "3cx" {
            #expect(FeatureCodePresets.codes(of: name)?.isEmpty == false, "\(name)")
        }
    }

    @Test func noCodeOfAPresetIsLost() {
        // `compactMap` would hide a code that cannot be read.
        #expect(FeatureCodePresets.codes(of: "ringcentral")?.count == 4)
        #expect(FeatureCodePresets.codes(of: "freeswitch")?.count == 3)
    }
}
