/// The text of one element, for comparison: references replaced, pieces joined across comments and CDATA.
///
/// INVARIANT: nothing of it is written but as a `DisclosedName` or a `ListIdentifier` (`TaintTests`).
struct TextCollector {
    /// What was collected, up to the limit.
    private(set) var bytes: [UInt8] = []
    /// Whether there was more than the limit, so that the text can be in no closed set.
    private(set) var isOverflowing = false
    private var limit = 0

    /// Begins anew, for a text of at most `limit` bytes.
    mutating func begin(limit: Int) {
        bytes.removeAll(keepingCapacity: true)
        isOverflowing = false
        self.limit = limit
    }

    /// Adds character data. An `&` that begins no reference stands for itself.
    mutating func appendText(_ range: Range<Int>, _ input: Span<UInt8>) {
        var index = range.lowerBound
        while index < range.upperBound, !isOverflowing {
            if input[index] == 0x26, let reference = Reference.read(input, at: index, end: range.upperBound) {
                for byte in Unicode.UTF8.encode(reference.scalar) ?? Unicode.UTF8.encodedReplacementCharacter {
                    append(byte)
                }
                index = reference.end
            } else {
                append(input[index])
                index += 1
            }
        }
    }

    /// Adds the characters of a CDATA section.
    mutating func appendLiteral(_ range: Range<Int>, _ input: Span<UInt8>) {
        for index in range {
            if isOverflowing { return }
            append(input[index])
        }
    }

    /// The decimal number that the text is, white space around it aside; nil if it is none or above `max`.
    func number(max: UInt64) -> UInt64? {
        guard !isOverflowing else { return nil }
        let span = bytes.span
        guard let value = DialogInfo.version(0..<span.count, span), value <= max else { return nil }
        return value
    }

    /// The boolean of XML Schema that the text is; nil if it is none.
    var truth: Bool? {
        guard !isOverflowing else { return nil }
        let span = bytes.span
        let range = span.trimmed(0..<span.count)
        if span.equalsIgnoringCase(range, "true") || span.equals(range, "1") { return true }
        return span.equalsIgnoringCase(range, "false") || span.equals(range, "0") ? false : nil
    }

    /// Leading white space is not kept; it would count against the limit.
    private mutating func append(_ byte: UInt8) {
        if bytes.isEmpty, byte.isXMLSpace { return }
        if bytes.count < limit {
            bytes.append(byte)
        } else {
            isOverflowing = true
        }
    }
}
