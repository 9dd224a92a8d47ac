/// The list of resources that a SUBSCRIBE brings itself (RFC 5367): a resource-lists document (RFC 4826), read strictly, because a reader who
/// guesses may find other members in it than the PBX does.
public struct RequestedList: Sendable {
    /// Why a list is not read.
    public enum Fault: Error {
        /// Not well-formed, not a list, an entry without URI, or with no entry at all.
        case broken
        /// It names members elsewhere (`entry-ref`, `external`), where nobody can judge them.
        case indirect
        /// More members than `Limits` allow, or a document over another limit.
        case tooLong
    }

    /// Its media type.
    public static let contentType = "application/resource-lists+xml"
    /// The most bytes that are read.
    public static let bytesMax = Limits.bodyBytesMax

    /// The members' URIs in the order of the document, references replaced, those of lists within lists too.
    public private(set) var uris: [[UInt8]] = []

    private enum Place { case root, list, entry, ignored }

    private var path: [Place] = []
    private var text = TextCollector()

    /// Reads a document.
    public init(reading bytes: Span<UInt8>) throws(Fault) {
        guard bytes.count <= Limits.bodyBytesMax else { throw .tooLong }
        guard !UTF8Text.isWide(bytes), UTF8Text.isXML(bytes) else { throw .broken }
        var source = StrictTokenizer(start: UTF8Text.markLength(bytes))
        while let token = try Self.next(&source, bytes) {
            switch token {
            case .start(let name):
                let place = try place(of: name, bytes)
                path.append(place)
                if place == .entry { try readEntry(source, bytes) }
            case .end: path.removeLast()
            case .text(let range):
                guard path.last == .ignored || bytes.trimmed(range).isEmpty else { throw .broken }
            case .literal:
                guard path.last == .ignored else { throw .broken }
            case .finished: break
            }
        }
        guard !uris.isEmpty else { throw .broken }
    }

    /// The next token; nil at the end.
    private static func next(_ source: inout StrictTokenizer, _ bytes: Span<UInt8>) throws(Fault) -> XMLToken? {
        do throws(XMLError) {
            let token = try source.next(bytes)
            if case .finished = token { return nil }
            return token
        } catch {
            switch error {
            case .malformed, .refused(.documentType), .refused(.unsupportedEncoding): throw .broken
            case .refused: throw .tooLong
            }
        }
    }

    /// RFC 4826 §3.4. What is of another namespace, and all within it, says nothing of who is a member.
    private func place(of name: XMLName, _ bytes: Span<UInt8>) throws(Fault) -> Place {
        guard path.last != .ignored else { return .ignored }
        guard name.namespace == .resourceLists else {
            if path.isEmpty { throw .broken }
            return .ignored
        }
        switch path.last {
        case nil where bytes.equals(name.local, "resource-lists"): return .root
        case .root where bytes.equals(name.local, "list"), .list where bytes.equals(name.local, "list"): return .list
        case .list where bytes.equals(name.local, "entry"): return .entry
        case .list where bytes.equals(name.local, "entry-ref"), .list where bytes.equals(name.local, "external"):
            throw .indirect
        case .list where bytes.equals(name.local, "display-name"),
            .entry where bytes.equals(name.local, "display-name"):
            return .ignored
        default: throw .broken
        }
    }

    private mutating func readEntry(_ source: StrictTokenizer, _ bytes: Span<UInt8>) throws(Fault) {
        guard uris.count < Limits.resourcesMax else { throw .tooLong }
        guard let uri = source.attribute("uri", bytes) else { throw .broken }
        text.begin(limit: Limits.resourceURIBytesMax)
        text.appendText(uri, bytes)
        guard !text.isOverflowing, !text.bytes.isEmpty else { throw .broken }
        uris.append(text.bytes)
    }

    /// A document of our own with these members, in one list.
    ///
    /// Bytes that XML would read otherwise are written as references; a URI has no others.
    public static func write(_ uris: [[UInt8]]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(128 + uris.reduce(0) { $0 + $1.count + 20 })
        append(#"<?xml version="1.0" encoding="UTF-8"?>"#, &out)
        append("\n<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\">\n<list>\n", &out)
        for uri in uris {
            append("<entry uri=\"", &out)
            for byte in uri {
                switch byte {
                case 0x26: append("&amp;", &out)
                case 0x3C: append("&lt;", &out)
                case 0x22: append("&quot;", &out)
                default: out.append(byte)
                }
            }
            append("\"/>\n", &out)
        }
        append("</list>\n</resource-lists>\n", &out)
        return out
    }

    private static func append(_ constant: StaticString, _ out: inout [UInt8]) {
        constant.withUTF8Buffer { out.append(contentsOf: $0) }
    }
}
