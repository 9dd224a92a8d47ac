/// One step through a document. Both readers give balanced tokens: each `start` has its `end`.
enum XMLToken {
    /// An element begins; its attributes are in the source.
    case start(XMLName)
    /// The innermost open element ends.
    case end
    /// Characters in which references stand for others.
    case text(Range<Int>)
    /// A CDATA section's characters, to be taken as they are.
    case literal(Range<Int>)
    /// Nothing follows.
    case finished
}

/// An element's name, as ranges of the document, with the namespace that it was resolved to.
struct XMLName {
    /// Before the colon; empty if there is none.
    var prefix: Range<Int>
    /// After the colon.
    var local: Range<Int>
    /// What the prefix, or the default declaration, stands for.
    var namespace: Namespace
}

/// An attribute of the element that began last, as ranges of the document.
struct XMLAttribute {
    /// The name as written, with its prefix.
    var name: Range<Int>
    /// Where the local part begins: `name.lowerBound` if there is no prefix.
    var localStart: Int
    /// Between the quotes, references not replaced.
    var value: Range<Int>
}

/// Why a document is not read to its end.
enum XMLError: Error {
    /// Not well-formed: the tolerant scanner may still find the state.
    case malformed
    /// Never to be read, however well-formed.
    case refused(FailureReason)
}

/// Where tokens come from: the strict tokenizer or the tolerant scanner.
///
/// A source holds positions only. The document is lent to each call, so no source outlives or copies it.
protocol TokenSource {
    /// The attributes of the last `start`.
    var attributes: [XMLAttribute] { get }
    /// Whether the document ended inside an element.
    var isTruncated: Bool { get }
    /// Whether a `DocumentType` was passed over. Only XPIDF may have one.
    var hasDocumentType: Bool { get }
    /// The next token of `bytes`, which must be the same document at each call.
    mutating func next(_ bytes: Span<UInt8>) throws(XMLError) -> XMLToken
}

extension TokenSource {
    /// The value of the unprefixed attribute `name` of the last `start`.
    func attribute(_ name: StaticString, _ bytes: Span<UInt8>) -> Range<Int>? {
        for attribute in attributes where bytes.equals(attribute.name, name) { return attribute.value }
        return nil
    }
}
