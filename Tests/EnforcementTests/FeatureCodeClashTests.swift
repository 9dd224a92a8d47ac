import Testing

@testable import Enforcement

@Suite struct FeatureCodeClashTests {
    static func kinds(_ codes: (String, FeatureCodes.Action)...) -> [FeatureCodeClash.Kind] {
        FeatureCodeClash.all(in: codes.compactMap { FeatureCodes.Code(dial: $0.0, action: $0.1) }).map(\.kind)
    }

    @Test func theSameCodeTwiceIsAClash() {
        #expect(Self.kinds(("*33{extension}", .listen), ("*33{extension}", .listen)) == [.same])
        #expect(Self.kinds(("555", .listen), ("555", .listen)) == [.same])
        #expect(Self.kinds(("*90{extension}", .listen), ("*90{extension}#", .listen)) == [.same])
    }

    @Test func theSameStringToDoSomethingElseIsAClash() {
        #expect(Self.kinds(("*54{extension}", .listen), ("*54{extension}", .barge)) == [.otherAction])
        #expect(Self.kinds(("*8", .pickup), ("*8{extension}", .listen)) == [.otherAction])
    }

    @Test func aCodeThatTheExtensionOfAnotherMayBeginWithIsAClash() {
        #expect(Self.kinds(("*3{extension}", .listen), ("*33{extension}", .listen)) == [.prefix])
        #expect(Self.kinds(("*33{extension}", .listen), ("*3{extension}", .listen)) == [.prefix])
        #expect(Self.kinds(("5{extension}", .listen), ("555", .listen)) == [.prefix])
        #expect(Self.kinds(("88{extension:4}", .listen), ("8812{extension:2}", .listen)) == [.prefix])
        #expect(Self.kinds(("x{extension}", .pickup), ("XY{extension}", .listen)) == [.prefix])
    }

    @Test func lengthsThatDoNotMeetAreNoClash() {
        #expect(Self.kinds(("*3{extension:3}", .listen), ("*33{extension:3}", .listen)).isEmpty)
        #expect(Self.kinds(("*3{extension:3}", .listen), ("*3{extension:4}", .barge)).isEmpty)
    }

    @Test func whatNoExtensionBeginsWithTellsCodesApart() {
        #expect(Self.kinds(("*20*{extension}", .pickup), ("*20{extension}", .listen)).isEmpty)
        #expect(Self.kinds(("**{extension}", .pickup), ("*{extension}", .listen)).isEmpty)
    }

    @Test func aCodeWithAnExtensionBesideTheBareOneIsNoClash() {
        #expect(Self.kinds(("555", .listen), ("555{extension}", .listen)).isEmpty)
    }
}
