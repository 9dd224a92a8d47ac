/// One part of a multipart body (RFC 2045 §3, RFC 2046 §5.1): of its header only three fields, and where its content is.
///
/// Every other field of a part (Content-Description, Content-Location, a file name, Subject…) is free text; none is
/// looked at, so none can be copied.
struct BodyPart {
    /// The value of Content-Type; nil if there is none.
    var contentType: Range<Int>?
    /// What stands in Content-ID, without its brackets; nil if there is none.
    var contentID: [UInt8]?
    /// How that is spelled.
    var contentIDForm = ContentIDForm()
    /// What was done to the content for transport.
    var transferEncoding = TransferEncoding.none
    /// Whether there is a Content-Encoding: what a phone would unpack is not read.
    var isCompressed = false
    /// Whether the header could be read without doubt.
    var isReadable = true
    /// Whether a delimiter ends it, so that nothing of another part or of the epilogue is in it.
    var isTerminated = true
    /// Whether its content holds the delimiter in a place where it delimits nothing; some phones cut there.
    var holdsDelimiter = false
    /// Behind the empty line.
    var content: Range<Int>

    /// Reads the part that fills `range`.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        content = range.upperBound..<range.upperBound
        var index = range.lowerBound
        var lines = 0
        while index < range.upperBound {
            lines += 1
            let first = lineEnd(bytes, index, range.upperBound)
            if first.text.isEmpty {
                content = first.next..<range.upperBound
                break
            }
            var field = first
            // RFC 5322 §2.2.3: a line that begins with white space goes on with the field.
            while field.next < range.upperBound, bytes[field.next] == 0x20 || bytes[field.next] == 0x09 {
                let more = lineEnd(bytes, field.next, range.upperBound)
                field = (field.text.lowerBound..<more.text.upperBound, more.next)
            }
            guard lines <= Limits.partHeadersMax, field.text.upperBound - range.lowerBound <= Limits.partHeaderBytesMax
            else {
                isReadable = false
                return
            }
            read(field.text, bytes)
            guard isReadable else { return }
            index = field.next
        }
    }

    private mutating func read(_ field: Range<Int>, _ bytes: Span<UInt8>) {
        let colon = bytes.index(of: 0x3A, from: field.lowerBound)
        guard colon < field.upperBound, colon > field.lowerBound, !bytes[field.lowerBound].isXMLSpace else {
            isReadable = false
            return
        }
        let name = bytes.trimmed(field.lowerBound..<colon)
        let value = bytes.trimmed((colon + 1)..<field.upperBound)
        if Self.isNamed(name, "content-type", "c", bytes) {
            if contentType != nil { isReadable = false }
            contentType = value
        } else if bytes.equalsIgnoringCase(name, "content-id") {
            if contentID != nil { isReadable = false }
            contentID = ListIdentifier.bracketed(value, bytes) ?? ListIdentifier.bare(value, bytes)
            if contentID == nil { isReadable = false }
            contentIDForm = ContentIDForm(
                isLowerD: bytes.equals(name, "Content-Id"),
                isBare: !value.isEmpty && bytes[value.lowerBound] != 0x3C
            )
        } else if bytes.equalsIgnoringCase(name, "content-transfer-encoding") {
            if transferEncoding != .none { isReadable = false }
            transferEncoding = TransferEncoding.named(value, bytes)
        } else if Self.isNamed(name, "content-encoding", "e", bytes) {
            isCompressed = true
        }
    }

    /// Stacks that read a part's header with their SIP parser take the compact forms too.
    private static func isNamed(
        _ name: Range<Int>,
        _ long: StaticString,
        _ compact: StaticString,
        _ bytes: Span<UInt8>
    ) -> Bool {
        bytes.equalsIgnoringCase(name, long) || bytes.equalsIgnoringCase(name, compact)
    }

    private func lineEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (text: Range<Int>, next: Int) {
        let newline = min(bytes.index(of: 0x0A, from: start), end)
        let hasReturn = newline > start && bytes[newline - 1] == 0x0D
        return (start..<(hasReturn ? newline - 1 : newline), min(newline + 1, end))
    }
}
