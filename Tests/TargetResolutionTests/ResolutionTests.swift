import Testing

@testable import TargetResolution

@Suite struct ResolutionTests {
    @Test(arguments: [(0, 30), (30, 30), (31, 31), (3_600, 3_600), (UInt32.max, 3_600)] as [(UInt32, UInt32)])
    func lifetimesAreBounded(_ said: UInt32, _ kept: UInt32) {
        #expect(Resolution([], ttlSeconds: said).ttlSeconds == kept)
    }
}
