/// Writes a document from constants, numbers, pseudonyms and the subscription's record.
///
/// INVARIANT: no method takes a Span or a range of the input, so nothing of it can be written (`TaintTests`), but for the
/// two types that exist to be written: `DisclosedName` and `ListIdentifier`.
struct BodyWriter {
    /// The document so far.
    private(set) var bytes: [UInt8] = []

    private let resource: SubscribedResource

    /// A writer for the subscription to `resource`.
    init(resource: SubscribedResource, capacity: Int) {
        self.resource = resource
        bytes.reserveCapacity(capacity)
    }

    /// Writes a constant as it is.
    mutating func write(_ constant: StaticString) {
        constant.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Writes a number in decimal digits.
    mutating func write(_ number: UInt64) {
        var digits: [20 of UInt8] = .init(repeating: 0x30)
        var rest = number
        var first = 20
        repeat {
            first -= 1
            digits[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        for index in first..<20 { bytes.append(digits[index]) }
    }

    /// Writes the resource's URI.
    mutating func writeEntity() {
        for byte in resource.entity { writeURIByte(byte) }
    }

    /// Writes the resource's user part.
    mutating func writeUser() {
        for byte in resource.user { writeURIByte(byte) }
    }

    /// Writes the organisation's custom status at `index`, in its own spelling.
    mutating func writeStatus(at index: Int) {
        guard resource.statuses.indices.contains(index) else { return }
        for scalar in resource.statuses[index].unicodeScalars {
            switch scalar.value {
            case 0x20...0x7F: writeEscaped(UInt8(truncatingIfNeeded: scalar.value))
            case 0x80...0xFFFD, 0x1_0000...: bytes.append(contentsOf: Unicode.UTF8.encode(scalar) ?? .init())
            default: break
            }
        }
    }

    /// Writes a pseudonym: its ASCII letters and digits, and nothing else that it may hold.
    mutating func writePseudonym(_ pseudonym: String) {
        for byte in pseudonym.utf8 where byte.isDigit || (byte.isNameStart && byte < 0x80) { bytes.append(byte) }
    }

    /// Writes the name of a list's member, escaped.
    mutating func write(_ name: DisclosedName) {
        for byte in name.bytes { writeEscaped(byte) }
    }

    /// Writes the Content-ID of a list's part.
    mutating func write(_ identifier: ListIdentifier) {
        for byte in identifier.bytes { writeEscaped(byte) }
    }

    /// Bytes that no URI has (RFC 3986 §2) are percent-encoded, so that the document stays well-formed.
    private mutating func writeURIByte(_ byte: UInt8) {
        guard byte <= 0x20 || byte >= 0x7F else { return writeEscaped(byte) }
        bytes.append(0x25)
        for digit in [byte >> 4, byte & 0x0F] { bytes.append(digit < 10 ? 0x30 + digit : 0x37 + digit) }
    }

    private mutating func writeEscaped(_ byte: UInt8) {
        switch byte {
        case 0x26: write("&amp;")
        case 0x3C: write("&lt;")
        case 0x3E: write("&gt;")
        case 0x22: write("&quot;")
        default: bytes.append(byte)
        }
    }
}
