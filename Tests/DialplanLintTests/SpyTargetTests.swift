import Testing

@testable import DialplanLint

/// What the first argument of ChanSpy may mean.
@Suite struct SpyTargetTests {
    @Test(arguments: ["", "all"])
    func nothingAndAllAreEveryCall(_ text: String) { #expect(SpyTarget(text) == .everyCall) }

    @Test(arguments: ["PJSIP", "PJSIP/", "All", "Local"])
    func aTechnologyIsEveryCallOfIt(_ text: String) { #expect(SpyTarget(text) == .technology) }

    @Test(arguments: ["${X}", "${EXTEN:3}", "${X${Y}}", "${DB(a/b)}", "$[${X}/1]", "a${X}"])
    func aSlashWithinAVariableNamesNoTechnology(_ text: String) { #expect(SpyTarget(text) == .variable) }

    @Test(arguments: ["PJSIP/102", "PJSIP/${EXTEN:3}", "${TECH}/${X}", "PJSIP/ann-lee", "PJSIP/${A[1]}"])
    func aNameMayBeTheBeginningOfAnother(_ text: String) { #expect(SpyTarget(text) == .prefix) }

    @Test(arguments: ["PJSIP/102-", "PJSIP/${EXTEN:3}-", "${TECH}/${X}-"])
    func aDashEndsIt(_ text: String) { #expect(SpyTarget(text) == .ended) }
}
