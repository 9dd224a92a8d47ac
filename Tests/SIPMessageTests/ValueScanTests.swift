import Chance
import Testing

@testable import SIPMessage

@Suite struct ValueScanTests {
    /// The same by looking at each byte.
    private func naive(_ bytes: [UInt8], from start: Int) -> (stop: Int, count: Int, hasComma: Bool, isOdd: Bool) {
        let stop = bytes[start...].firstIndex { $0 < 0x20 || $0 == 0x7F } ?? bytes.count
        let value = bytes[start..<stop]
        return (
            stop, value.count { $0 == 0x2C || $0 == 0x3B }, value.contains(0x2C),
            value.contains { $0 == 0x25 || $0 == 0x5C || $0 >= 0x80 }
        )
    }

    @Test func agreesWithALookAtEachByte() {
        let seed: UInt64 = 0x5EED_0001
        var random = SeededRandom(seed: seed)
        let alphabet: [UInt8] = [
            0x2C, 0x3B, 0x25, 0x5C, 0x20, 0x1F, 0x7F, 0x7E, 0x80, 0xFF, 0x00, 0x61, 0xAC, 0xBB, 0x2B,
        ]
        for _ in 0..<20_000 {
            let rare = Int.random(in: 1...40, using: &random)
            let bytes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                Int.random(in: 0..<rare, using: &random) == 0 ? alphabet.randomElement(using: &random) ?? 0 : 0x61
            }
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let stop = ValueScan.controlByte(bytes.span, from: start)
            let range = ByteRange(lower: start, upper: stop)
            let raw = ValueScan.separators(bytes.span, range)
            let isOdd = ValueScan.isOdd(bytes.span, range)
            let want = naive(bytes, from: start)
            #expect(
                (stop, raw.count, raw.hasComma, isOdd) == want,
                "seed \(seed): \(bytes) from \(start)"
            )
        }
    }
}
