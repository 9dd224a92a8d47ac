import Testing

@testable import TargetResolution

@Suite struct ResolutionErrorTests {
    @Test(arguments: ResolutionError.Cause.allCases)
    func everyCauseSaysWhatToDo(_ cause: ResolutionError.Cause) {
        let text = ResolutionError(cause, "pbx.example.com").description
        #expect(text.contains("`pbx.example.com`"))
        #expect(!text.hasSuffix("."))
        #expect(text.contains(";"))
    }
}
