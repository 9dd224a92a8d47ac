import NIOCore
import Testing

@testable import Enforcement

/// A rebuilt NOTIFY is never larger than it would be had it been sent on whole, so that rebuilding makes no datagram too large
/// (RFC 3261 §18.1.1). Either grows by our Via, which every proxy adds.
@Suite struct RebuiltSizeTests {
    @Test(arguments: CaptureTests.singles)
    func aRealNotifyIsNotLargerThanSentOnWhole(_ capture: Capture) throws {
        let rebuilt = try #require(try capture.notified(.status).forwarded)
        let whole = try #require(try capture.notified(.full).forwarded)
        #expect(rebuilt.buffer.readableBytes <= whole.buffer.readableBytes)
    }

    @Test(arguments: NotifyVector.all)
    func whatFittedADatagramDoesStill(_ vector: NotifyVector) throws {
        guard let rebuilt = try vector.outcome().forwarded else { return }
        let came = try vector.message().buffer.readableBytes
        #expect(rebuilt.buffer.readableBytes <= max(came, Limits.datagramBytesMax))
    }
}
