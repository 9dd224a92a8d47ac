/// Writes a `multipart/related` body. A part's header has its type, its Content-ID and, if it came with one, a transfer
/// encoding, which is always `binary`: what was encoded has been decoded.
struct MultipartWriter {
    /// A part as it is written.
    struct Part {
        /// Its Content-Type.
        var contentType: [UInt8]
        /// Its Content-ID, without brackets; nil for none.
        var contentID: ListIdentifier?
        /// How that is spelled.
        var contentIDForm = ContentIDForm()
        /// Whether a transfer encoding is named.
        var namesEncoding: Bool
        /// Its content.
        var content: [UInt8]

        /// The same part with this Content-ID.
        func identified(by id: ListIdentifier) -> Part {
            var part = self
            part.contentID = id
            return part
        }
    }

    private let boundary: [UInt8]
    private var bytes: [UInt8] = []

    /// A body with that boundary, of the bytes of RFC 2046 §5.1.1.
    init(boundary: [UInt8]) { self.boundary = boundary }

    /// Whether a content may stand between these delimiters: it holds none, not even in the middle of a line, where
    /// some phones cut too.
    func canHold(_ content: [UInt8]) -> Bool {
        let bytes = content.span
        return !bytes.holds([0x2D, 0x2D] + boundary, in: 0..<bytes.count)
    }

    /// Adds a part.
    mutating func add(_ part: Part) {
        bytes += Array("--".utf8) + boundary + Array("\r\n".utf8)
        if part.namesEncoding { bytes += Array("Content-Transfer-Encoding: binary\r\n".utf8) }
        if let id = part.contentID { bytes += part.contentIDForm.line(id) }
        bytes += Array("Content-Type: ".utf8) + part.contentType + Array("\r\n\r\n".utf8)
        bytes += part.content + Array("\r\n".utf8)
    }

    /// The body.
    consuming func close() -> [UInt8] {
        bytes + Array("--".utf8) + boundary + Array("--\r\n".utf8)
    }

    /// The Content-Type of the body; `start` is the root's Content-ID where it is to be named.
    ///
    /// The boundary is last, and in quotes only where it must be: Linphone takes all that follows `boundary=` for it,
    /// and dies of the quotes.
    func contentType(start: ListIdentifier?) -> String {
        var type = "multipart/related;type=\"application/rlmi+xml\""
        if let start { type += ";start=\"<\(String(decoding: start.bytes, as: UTF8.self))>\"" }
        let quote = boundary.allSatisfy(Self.isTokenByte) ? "" : "\""
        return type + ";boundary=\(quote)\(String(decoding: boundary, as: UTF8.self))\(quote)"
    }

    /// RFC 2045 §5.1: what of a boundary's bytes needs no quotes.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x27, 0x2B, 0x2D, 0x2E, 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
