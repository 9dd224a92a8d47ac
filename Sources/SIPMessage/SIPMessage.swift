import NIOCore

/// A message that passed the byte gate: its bytes and where everything is in them. Made by ``ByteGate`` only.
public struct SIPMessage: Sendable {
    /// Head and body, nothing after them; folded lines are joined by one space already. The reader index is 0.
    public let bytes: ByteBuffer
    /// The first line.
    public let startLine: StartLine
    /// Every header line, in order.
    public let headers: [Header]
    /// The body, as long as Content-Length says.
    public let body: ByteRange
    /// Whether the message is written in a way that parsers disagree about (folding, blanks before a colon, escapes or
    /// backslashes where decisions are made): then libosip2 reads the whole head, not the decision headers alone.
    public let isUnusual: Bool

    private let firsts: FirstHeaders

    init(
        bytes: ByteBuffer,
        startLine: StartLine,
        headers: [Header],
        body: ByteRange,
        isUnusual: Bool,
        firsts: FirstHeaders
    ) {
        self.bytes = bytes
        self.startLine = startLine
        self.headers = headers
        self.body = body
        self.isUnusual = isUnusual
        self.firsts = firsts
    }

    /// Whether it is a request.
    public var isRequest: Bool {
        switch startLine {
        case .request: true
        case .response: false
        }
    }

    /// The method of a request, nil for a response.
    public var method: Method? {
        switch startLine {
        case .request(let method, _, _): method
        case .response: nil
        }
    }

    /// The status of a response, nil for a request.
    public var status: Int? {
        switch startLine {
        case .request: nil
        case .response(let status, _): status
        }
    }

    /// Where the first header of that name is in ``headers``; nil when there is none.
    public func firstIndex(_ name: HeaderName) -> Int? {
        if name.isIndexed { return firsts.index(of: name) }
        return headers.firstIndex { $0.name == name }
    }

    /// The first header of that name; nil when there is none.
    public func first(_ name: HeaderName) -> Header? {
        guard let index = firstIndex(name) else { return nil }
        return headers[index]
    }

    /// Every header of that name with its index, in order.
    public func all(_ name: HeaderName) -> some Sequence<(index: Int, header: Header)> {
        headers.indices.lazy.filter { headers[$0].name == name }.map { (index: $0, header: headers[$0]) }
    }

    /// Every value of that name over all its lines, split at commas outside quotes and angle brackets. Empty values are
    /// left out. Not for headers where a comma may stand unquoted in one value (Date, WWW-Authenticate and their kind).
    public func items(of name: HeaderName) -> [HeaderItem] {
        var items: [HeaderItem] = []
        for (index, header) in all(name) { append(itemsOf: header, at: index, to: &items) }
        return items
    }

    /// The same of one line, by its index in ``headers``; none when there is no such line.
    public func items(at index: Int) -> [HeaderItem] {
        var items: [HeaderItem] = []
        if headers.indices.contains(index) { append(itemsOf: headers[index], at: index, to: &items) }
        return items
    }

    private func append(itemsOf header: Header, at index: Int, to items: inout [HeaderItem]) {
        if !header.mayBeList {
            if !header.valueRange.isEmpty { items.append(HeaderItem(headerIndex: index, range: header.valueRange)) }
            return
        }
        let span = bytes.readableBytesUInt8Span
        var list = ListItems(header.valueRange)
        while let range = list.next(span) { items.append(HeaderItem(headerIndex: index, range: range)) }
    }

    /// The bytes of a range of this message, lent to `read`. An offset past the end is cut to it.
    public func withBytes<R>(_ range: ByteRange, _ read: (Span<UInt8>) throws -> R) rethrows -> R {
        let span = bytes.readableBytesUInt8Span
        let lower = min(range.lower, span.count)
        return try read(span.extracting(lower..<max(lower, min(range.upper, span.count))))
    }

    /// A copy of the bytes of a range.
    public func copy(_ range: ByteRange) -> [UInt8] {
        bytes.getBytes(at: range.lower, length: range.count) ?? []
    }

    /// The text of a range; bytes that are not UTF-8 are replaced.
    public func string(_ range: ByteRange) -> String {
        bytes.getString(at: range.lower, length: range.count) ?? ""
    }

    /// The name of a header: canonical where it is known, else as written.
    public func name(of header: Header) -> String {
        header.name == .other ? string(header.nameRange) : header.name.canonical
    }

    /// Whether a range holds these ASCII bytes, in any case. `text` is in lower case.
    public func equals(_ range: ByteRange, lowercase text: StaticString) -> Bool {
        let span = bytes.readableBytesUInt8Span
        guard range.upper <= span.count, range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            for offset in 0..<expected.count {
                let byte = span[range.lower &+ offset]
                if (Bytes.isUpper(byte) ? byte | 0x20 : byte) != expected[offset] { return false }
            }
            return true
        }
    }
}

/// Where the first header of each indexed name is.
struct FirstHeaders: Sendable {
    private var slots = InlineArray<32, UInt8>(repeating: .max)

    func index(of name: HeaderName) -> Int? {
        let slot = slots[Int(name.rawValue)]
        return slot == .max ? nil : Int(slot)
    }

    mutating func note(_ name: HeaderName, at index: Int) {
        guard name.isIndexed, index < Int(UInt8.max), slots[Int(name.rawValue)] == .max else { return }
        slots[Int(name.rawValue)] = UInt8(truncatingIfNeeded: index)
    }
}
