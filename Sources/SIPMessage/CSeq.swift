/// The value of CSeq (RFC 3261 §20.16).
struct CSeq {
    let number: UInt32
    let methodRange: ByteRange

    /// nil when the number is none or 2^31 and above, or no method follows it (rule G10).
    init?(_ bytes: Span<UInt8>, _ range: ByteRange) {
        var digitsEnd = range.lower
        while digitsEnd < range.upper, Bytes.isDigit(bytes[digitsEnd]) { digitsEnd &+= 1 }
        let digits = ByteRange(lower: range.lower, upper: digitsEnd)
        guard let number = bytes.number(digits, digitsMax: 10, max: 0x7FFF_FFFF) else { return nil }
        let methodStart = bytes.afterBlanks(digitsEnd, range.upper)
        guard methodStart > digitsEnd, methodStart < range.upper,
            bytes.afterToken(methodStart, range.upper) == range.upper
        else { return nil }
        self.number = UInt32(truncatingIfNeeded: number)
        methodRange = ByteRange(lower: methodStart, upper: range.upper)
    }
}
