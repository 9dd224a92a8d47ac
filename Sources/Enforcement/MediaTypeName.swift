import SIPMessage

extension SIPMessage {
    /// Where `type/subtype` stands in one value of Content-Type or Accept: before the parameters, without blanks at its end.
    func mediaTypeName(_ value: ByteRange) -> ByteRange {
        let length = withBytes(value) { bytes in
            var end = (0..<bytes.count).first { bytes[$0] == UInt8(ascii: ";") } ?? bytes.count
            while end > 0, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
            return end
        }
        return ByteRange(lower: value.lower, upper: value.lower + length)
    }
}
