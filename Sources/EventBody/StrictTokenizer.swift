/// A namespace-aware tokenizer for well-formed XML 1.0, without document types but the one kind that `DocumentType` passes.
///
/// It accepts no entity but the five of XML 1.0 §4.6 and character references, and stops at the first fault. It is
/// stricter than XML in refusing every other `<!DOCTYPE`, and laxer in one place that has no consequence: any non-ASCII
/// character may stand in a name, as no name that is looked for has one.
///
/// The caller has checked with `UTF8Text` that the bytes are UTF-8 and hold only XML characters.
struct StrictTokenizer: TokenSource {
    private(set) var attributes: [XMLAttribute] = []
    let isTruncated = false
    private(set) var hasDocumentType = false

    private var position: Int
    private let start: Int
    private var open: [OpenElement] = []
    private var scope = NamespaceScope()
    private var elements = 0
    private var isSelfClosing = false

    private struct OpenElement {
        var name: Range<Int>
        var mark: Int
    }

    /// Begins at `start`, after a byte order mark if there is one.
    init(start: Int) {
        self.start = start
        position = start
        attributes.reserveCapacity(8)
        open.reserveCapacity(Limits.depthMax)
    }

    mutating func next(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken {
        if isSelfClosing {
            isSelfClosing = false
            return close()
        }
        while position < bytes.count {
            if bytes[position] != 0x3C {
                if let text = try characters(bytes) { return text }
                continue
            }
            guard position + 1 < bytes.count else { throw .malformed }
            switch bytes[position + 1] {
            case 0x21:
                if let text = try declaration(bytes) { return text }
            case 0x3F:
                try instruction(bytes)
            case 0x2F:
                return try endTag(bytes)
            default:
                return try startTag(bytes)
            }
        }
        guard open.isEmpty, elements > 0 else { throw .malformed }
        return .finished
    }

    /// Character data up to the next markup (XML 1.0 §2.4); nil for white space outside of the root.
    private mutating func characters(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken? {
        let range = position..<bytes.index(of: 0x3C, from: position)
        position = range.upperBound
        if open.isEmpty {
            guard bytes.trimmed(range).isEmpty else { throw .malformed }
            return nil
        }
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == 0x26 {
                guard let reference = Reference.read(bytes, at: index, end: range.upperBound) else { throw .malformed }
                index = reference.end
            } else if bytes[index] == 0x5D, bytes.starts(at: index, with: "]]>") {
                throw .malformed
            } else {
                index += 1
            }
        }
        return .text(range)
    }

    /// A comment or a `DocumentType`, which are passed over, or a CDATA section (§2.5, §2.7, §2.8).
    private mutating func declaration(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken? {
        if bytes.starts(at: position, with: "<!--") {
            guard let dashes = bytes.find("--", from: position + 4), bytes.starts(at: dashes, with: "-->") else {
                throw .malformed
            }
            position = dashes + 3
            return nil
        }
        if bytes.starts(at: position, with: "<![CDATA["), !open.isEmpty {
            guard let end = bytes.find("]]>", from: position + 9) else { throw .malformed }
            defer { position = end + 3 }
            return .literal((position + 9)..<end)
        }
        guard bytes.startsIgnoringCase(at: position, with: "<!doctype") else { throw .malformed }
        guard elements == 0, !hasDocumentType, let end = DocumentType.end(bytes, at: position) else {
            throw .refused(.documentType)
        }
        hasDocumentType = true
        position = end
        return nil
    }

    /// A processing instruction, which is passed over, or the XML declaration (§2.6, §2.8).
    private mutating func instruction(_ bytes: Span<UInt8>) throws(XMLError) {
        guard let end = bytes.find("?>", from: position + 2) else { throw .malformed }
        var target = position + 2
        while target < end, bytes[target].isNameByte || bytes[target] == 0x3A { target += 1 }
        let name = (position + 2)..<target
        guard let first = name.first, bytes[first].isNameStart else { throw .malformed }
        guard target == end || bytes[target].isXMLSpace else { throw .malformed }
        if bytes.equalsIgnoringCase(name, "xml") {
            guard position == start, bytes.equals(name, "xml") else { throw .malformed }
            try XMLDeclaration.check(target..<end, bytes)
        }
        position = end + 2
    }

    /// An end tag, which must name the innermost open element (§3.1).
    private mutating func endTag(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken {
        var index = position + 2
        while index < bytes.count, bytes[index].isNameByte || bytes[index] == 0x3A { index += 1 }
        let name = (position + 2)..<index
        while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
        guard index < bytes.count, bytes[index] == 0x3E else { throw .malformed }
        guard let innermost = open.last, bytes.equals(innermost.name, name) else { throw .malformed }
        position = index + 1
        return close()
    }

    /// A start tag or an empty element (§3.1), its prefix and those of its attributes resolved.
    private mutating func startTag(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken {
        if open.isEmpty, elements > 0 { throw .malformed }
        elements += 1
        guard elements <= Limits.elementsMax, open.count < Limits.depthMax else { throw .refused(.tooComplex) }
        var tag = TagReader(position: position + 1)
        let (name, localStart) = try tag.qualifiedName(bytes)
        attributes.removeAll(keepingCapacity: true)
        isSelfClosing = try tag.attributes(bytes, into: &attributes)
        position = tag.position
        open.append(OpenElement(name: name, mark: scope.mark))
        try scope.enter(attributes, bytes)
        try checkPrefixes(bytes)
        let prefix = name.lowerBound..<max(name.lowerBound, localStart - 1)
        guard let namespace = scope.resolve(prefix, bytes) else { throw .malformed }
        return .start(XMLName(prefix: prefix, local: localStart..<name.upperBound, namespace: namespace))
    }

    /// Every prefix of an attribute must be declared (Namespaces in XML 1.0 §5).
    private func checkPrefixes(_ bytes: Span<UInt8>) throws(XMLError) {
        for attribute in attributes where attribute.localStart > attribute.name.lowerBound {
            let prefix = attribute.name.lowerBound..<(attribute.localStart - 1)
            guard bytes.equals(prefix, "xmlns") || scope.resolve(prefix, bytes) != nil else { throw .malformed }
        }
    }

    private mutating func close() -> XMLToken {
        if let element = open.popLast() { scope.leave(to: element.mark) }
        return .end
    }
}
