/// Reads the broken XML that PBXes send: a name or number put in unescaped, a bare attribute, a mismatched or missing
/// end tag, text before the prolog, a second root.
///
/// It guesses, so what it finds may be wrong, but the worst that a wrong guess can do is another enumerated token: the
/// readers that it feeds have no way to hand on text. Where a guess would be about a document type it refuses.
/// It is linear in the document: nothing is searched to the end of the document twice.
struct TolerantScanner: TokenSource {
    private(set) var attributes: [XMLAttribute] = []
    private(set) var isTruncated = false
    private(set) var hasDocumentType = false

    private var position: Int
    private var open: [Range<Int>] = []
    private var rootPrefix: Range<Int>?
    private var elements = 0
    private var endsDue = 0

    /// Begins at `start`, after a byte order mark if there is one.
    init(start: Int) {
        position = start
    }

    mutating func next(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken {
        if endsDue > 0 {
            endsDue -= 1
            open.removeLast()
            return .end
        }
        if open.isEmpty, rootPrefix != nil { return .finished }
        while position < bytes.count {
            if let token = try step(bytes) { return token }
        }
        isTruncated = isTruncated || !open.isEmpty
        guard open.popLast() != nil else { return .finished }
        return .end
    }

    /// The construct at the current position; nil if it says nothing.
    private mutating func step(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken? {
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        switch (bytes[position], next) {
        case (0x3C, 0x21):
            if bytes.starts(at: position, with: "<!--") {
                skip(past: "-->", from: position + 4, bytes)
                return nil
            }
            if bytes.starts(at: position, with: "<![CDATA[") {
                let start = position + 9
                let end = skip(past: "]]>", from: start, bytes)
                return open.isEmpty ? nil : .literal(start..<end)
            }
            if try documentType(bytes) { return nil }
            return text(bytes)
        case (0x3C, 0x3F):
            skip(past: "?>", from: position + 2, bytes)
            return nil
        case (0x3C, 0x2F):
            return endTag(bytes)
        case (0x3C, _) where next.isNameStart:
            return try startTag(bytes)
        default:
            return text(bytes)
        }
    }

    /// Whether a `DocumentType` was passed over. Any other declaration of types or entities is refused.
    private mutating func documentType(_ bytes: Span<UInt8>) throws(XMLError) -> Bool {
        if rootPrefix == nil, !hasDocumentType, let end = DocumentType.end(bytes, at: position) {
            hasDocumentType = true
            position = end
            return true
        }
        let isDeclaration =
            bytes.startsIgnoringCase(at: position, with: "<!doctype")
            || bytes.startsIgnoringCase(at: position, with: "<!entity")
        if isDeclaration { throw .refused(.documentType) }
        return false
    }

    /// Everything up to the next `<`, the byte at hand included even if it is one.
    private mutating func text(_ bytes: Span<UInt8>) -> XMLToken? {
        let range = position..<bytes.index(of: 0x3C, from: position + 1)
        position = range.upperBound
        return open.isEmpty ? nil : .text(range)
    }

    /// Goes behind `terminator`, or to the end if it is missing, and gives the place before it.
    @discardableResult
    private mutating func skip(past terminator: StaticString, from start: Int, _ bytes: Span<UInt8>) -> Int {
        guard let end = bytes.find(terminator, from: start) else {
            position = bytes.count
            return bytes.count
        }
        position = end + terminator.utf8CodeUnitCount
        return end
    }

    /// Ends the innermost open element of that name, and all within it; nothing if there is none.
    private mutating func endTag(_ bytes: Span<UInt8>) -> XMLToken? {
        var index = position + 2
        while index < bytes.count, bytes[index].isNameByte || bytes[index] == 0x3A { index += 1 }
        let name = (position + 2)..<index
        while index < bytes.count, bytes[index] != 0x3E, bytes[index] != 0x3C { index += 1 }
        position = index < bytes.count && bytes[index] == 0x3E ? index + 1 : index
        guard let found = open.lastIndex(where: { bytes.equals($0, name) }) else { return nil }
        endsDue = open.count - found - 1
        open.removeLast()
        return .end
    }

    private mutating func startTag(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken {
        elements += 1
        guard elements <= Limits.elementsMax, open.count < Limits.depthMax else { throw .refused(.tooComplex) }
        var tag = LooseTagReader(position: position + 1)
        let name = tag.name(bytes)
        attributes.removeAll(keepingCapacity: true)
        let isEmpty = tag.attributes(bytes, into: &attributes)
        position = tag.position
        open.append(name)
        if isEmpty { endsDue = 1 }
        let colon = bytes.extracting(name).index(of: 0x3A, from: 0) + name.lowerBound
        let prefix = colon < name.upperBound ? name.lowerBound..<colon : name.lowerBound..<name.lowerBound
        let local = colon < name.upperBound ? (colon + 1)..<name.upperBound : name
        let namespace: Namespace
        if let rootPrefix, !bytes.equals(rootPrefix, prefix) {
            namespace = Namespace.conventional(prefix, bytes)
        } else {
            rootPrefix = rootPrefix ?? prefix
            namespace = .unresolved
        }
        return .start(XMLName(prefix: prefix, local: local, namespace: namespace))
    }
}
