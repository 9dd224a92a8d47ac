/// Walks the values of a comma-separated header: commas inside quoted strings and angle brackets separate nothing. A
/// quote or bracket that does not close takes the rest of the line with it.
struct ListItems {
    private var position: Int
    private let end: Int

    init(_ range: ByteRange) {
        position = range.lower
        end = range.upper
    }

    /// The next value without blanks at its ends; empty ones are skipped; nil at the end.
    mutating func next(_ bytes: Span<UInt8>) -> ByteRange? {
        while position < end {
            let start = position
            let stop = Self.itemEnd(bytes, start, end)
            position = stop &+ 1
            let item = bytes.trimmed(start, stop)
            if !item.isEmpty { return item }
        }
        return nil
    }

    /// The offset of the comma that ends the value at `start`, or `end`.
    private static func itemEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        bytes.checkRange(start, end)
        var offset = start
        while offset < end {
            switch bytes[unchecked: offset] {
            case Bytes.comma: return offset
            case Bytes.quote:
                guard let after = bytes.afterQuoted(offset, end) else { return end }
                offset = after
            case Bytes.less:
                guard let close = bytes.first(Bytes.greater, offset, end) else { return end }
                offset = close &+ 1
            default: offset &+= 1
            }
        }
        return end
    }
}

/// What the separators in a value really separate, counted outside quotes.
struct ValueShape {
    /// Values: commas outside quotes and brackets, and one.
    var items = 1
    /// The most semicolons outside quotes in one value, those in its URI included.
    var parameters = 0

    init(_ bytes: Span<UInt8>, _ range: ByteRange) {
        var offset = range.lower
        var here = 0
        var isBracketed = false
        while offset < range.upper {
            switch bytes[offset] {
            case Bytes.quote where !isBracketed:
                offset = bytes.afterQuoted(offset, range.upper) ?? range.upper
                continue
            case Bytes.less: isBracketed = true
            case Bytes.greater: isBracketed = false
            case Bytes.semicolon:
                here &+= 1
                parameters = max(parameters, here)
            case Bytes.comma:
                if isBracketed { break }
                items &+= 1
                here = 0
            default: break
            }
            offset &+= 1
        }
    }
}
