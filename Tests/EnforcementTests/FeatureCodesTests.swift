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

    @Test func aFixedRangeOfLengthsLeavesOthersAlone() {
        #expect(Self.target("555{extension:2-7}", "55512") == .extension(Array("12".utf8)))
        #expect(Self.target("555{extension:2-7}", "5551234567") == .extension(Array("1234567".utf8)))
        #expect(Self.target("555{extension:2-7}", "55512345678") == nil)
        #expect(Self.target("555{extension:2-7}", "5551") == nil)
    }

    @Test func lettersHaveNoCase() {
        #expect(Self.target("spy{extension}", "SPY201") == .extension(Array("201".utf8)))
        #expect(Self.target("SPY{extension}", "sPy201") == .extension(Array("201".utf8)))
    }

    @Test func aCodeThatHopsIsAboutEveryoneWhateverFollows() {
        let code = FeatureCodes.Code(dial: "*33{extension}", action: .listen, hops: true)
        #expect(code?.target(in: Array("*33201".utf8)) == .everyone)
        #expect(code?.target(in: Array("*34201".utf8)) == nil)
    }

    @Test func onlyWhatBeginsAsNoNumberDoesIsTheBeginningOfACode() throws {
        let star = try #require(FeatureCodes.Code(dial: "*33{extension}", action: .listen))
        let plain = try #require(FeatureCodes.Code(dial: "555", action: .listen))
        #expect(star.begins(with: Array("*3".utf8)))
        for form in ["*", "*33", "*4", "3", ""] { #expect(!star.begins(with: Array(form.utf8)), "\(form)") }
        for form in ["5", "55", "555"] { #expect(!plain.begins(with: Array(form.utf8)), "\(form)") }
    }

    @Test(arguments: [
        "", "{extension}", "*33{ext}", "*33{extension:x}", "*33{extension", "*33 {extension}", "*33{extension:0}",
        "*33{extension:3-2}", "*33{extension:2-}", "*33{extension:-2}", "*33{extension:2-3-4}", "*33{extension:65}",
        "*3-3{extension}", "*33{extension}{extension}",
    ])
    func badCodesAreRefused(_ dial: String) {
        #expect(FeatureCodes.Code(dial: dial, action: .listen) == nil)
    }

    @Test(arguments: [
        ("x-cisco-serviceuri-blfpickup-101", FeatureCodes.Target.extension(Array("101".utf8))),
        ("X-Cisco-ServiceURI-BLFPickup-101", .extension(Array("101".utf8))),
        ("x-cisco-serviceuri-blfpickup-", .everyone), ("x-cisco-serviceuri-pickup", .everyone),
        ("x-cisco-serviceuri-gpickup", .everyone), ("x-cisco-serviceuri-opickup", .everyone),
    ])
    func softKeysOfCiscoPhonesAreCodesUnlisted(_ dialled: String, _ target: FeatureCodes.Target) {
        #expect(
            FeatureCodes([]).matches([Array(dialled.utf8)]) == [FeatureCodes.Match(right: .callers, target: target)]
        )
    }

    @Test(arguments: ["x-cisco-serviceuri-cfwdall", "x-cisco-serviceuri-meetme", "x-cisco-serviceuri-park", "pickup"])
    func softKeysThatShowNobodysCallAreNoCodes(_ dialled: String) {
        #expect(FeatureCodes([]).matches([Array(dialled.utf8)]).isEmpty)
    }
}
