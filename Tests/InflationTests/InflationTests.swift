import Inflation
import Testing

@Suite struct InflationTests {
    /// `hello hello hello hello` in each wrapping, as Python's zlib and gzip write it.
    static let zlib = bytes("789ccb48cdc9c957c8402701680308b1")
    static let raw = bytes("cb48cdc9c957c8402701")
    static let gzip = bytes("1f8b0800000000000203cb48cdc9c957c8402701e3513d8d17000000")
    /// 1,000,000 times `A`, zlib.
    static let bomb =
        bytes("78daedc18100000000c320b6f94b1de45501") + Array(repeating: 0x00, count: 968) + bytes("af06bdd20c61")
    static let text = Array("hello hello hello hello".utf8)

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0..<($0 + 2)]), radix: 16) }
    }

    private static func inflated(
        _ packed: [UInt8],
        _ coding: Inflation.Coding = .deflate,
        bytesMax: Int = 65_536
    ) -> Result<[UInt8], InflationError> {
        do throws(InflationError) {
            return .success(try Inflation.inflate(packed.span, coding, bytesMax: bytesMax))
        } catch {
            return .failure(error)
        }
    }

    @Test func unpacksWrappedDeflate() {
        #expect(Self.inflated(Self.zlib) == .success(Self.text))
    }

    @Test func unpacksRawDeflate() {
        #expect(Self.inflated(Self.raw) == .success(Self.text))
    }

    @Test func unpacksGzip() {
        #expect(Self.inflated(Self.gzip, .gzip) == .success(Self.text))
    }

    @Test func oneWrappingIsNotTheOther() {
        #expect(Self.inflated(Self.gzip) == .failure(.broken))
        #expect(Self.inflated(Self.zlib, .gzip) == .failure(.broken))
    }

    @Test(arguments: 0..<zlib.count)
    func whatIsCutShortIsBroken(_ count: Int) {
        #expect(Self.inflated(Array(Self.zlib.prefix(count))) == .failure(.broken))
    }

    @Test(arguments: 0..<gzip.count)
    func whatIsCutShortIsBrokenInGzip(_ count: Int) {
        #expect(Self.inflated(Array(Self.gzip.prefix(count)), .gzip) == .failure(.broken))
    }

    @Test func whatFollowsIsBroken() {
        #expect(Self.inflated(Self.zlib + [0]) == .failure(.broken))
        #expect(Self.inflated(Self.raw + [0]) == .failure(.broken))
        #expect(Self.inflated(Self.gzip + Self.gzip, .gzip) == .failure(.broken))
    }

    @Test func aWrongChecksumIsBroken() {
        var altered = Self.zlib
        altered[altered.count - 1] ^= 1
        #expect(Self.inflated(altered) == .failure(.broken))
    }

    @Test func whatJustFitsIsTaken() {
        #expect(Self.inflated(Self.zlib, bytesMax: Self.text.count) == .success(Self.text))
        #expect(Self.inflated(Self.zlib, bytesMax: Self.text.count - 1) == .failure(.tooLarge))
    }

    @Test func aBombIsTooLarge() {
        #expect(Self.inflated(Self.bomb) == .failure(.tooLarge))
    }

    @Test func whatGrowsTooMuchIsTooLargeWhateverIsAllowed() {
        #expect(Self.inflated(Self.bomb, bytesMax: 2_000_000) == .failure(.tooLarge))
    }
}
