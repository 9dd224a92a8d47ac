import NIOCore

/// A message and what to change in it. Nothing is copied until `serialize`, which writes once: from the gate's slices
/// where nothing changed, with canonical header names, without folding, and with a Content-Length that is counted.
public struct MessageEdit: Sendable {
    /// A change to the value of one header line.
    enum LineEdit: Sendable {
        case remove
        case replaceValue([UInt8])
        /// nil removes the item.
        case items([(range: ByteRange, replacement: [UInt8]?)])
    }

    enum BodyEdit: Sendable {
        case keep
        case remove
        case replace(contentType: String, [UInt8])
    }

    let message: SIPMessage
    /// In the order of the lines.
    private(set) var lineEdits: [(index: Int, edit: LineEdit)] = []
    private(set) var top: [(name: String, value: [UInt8])] = []
    private(set) var bottom: [(name: String, value: [UInt8])] = []
    private(set) var requestURI: [UInt8]?
    private(set) var status: (code: Int, reason: String)?
    private(set) var bodyEdit = BodyEdit.keep

    /// No change yet.
    public init(_ message: SIPMessage) {
        self.message = message
    }

    /// Leaves out the header line at an index of ``SIPMessage/headers``.
    public mutating func removeHeader(at index: Int) {
        set(.remove, at: index)
    }

    /// Leaves out every line of that header.
    public mutating func removeHeaders(_ name: HeaderName) {
        for (index, _) in message.all(name) { removeHeader(at: index) }
    }

    /// Writes another value on the header line at an index of ``SIPMessage/headers``.
    public mutating func replaceValue(at index: Int, with value: [UInt8]) {
        set(.replaceValue(TextSafety.oneLine(value)), at: index)
    }

    /// Leaves out one value of a list, and the line when no other is left on it.
    public mutating func removeItem(_ item: HeaderItem) {
        edit(item, nil)
    }

    /// Writes another value in place of one value of a list.
    public mutating func replaceItem(_ item: HeaderItem, with value: [UInt8]) {
        edit(item, TextSafety.oneLine(value))
    }

    /// Writes a header line above all others; the last one inserted is the topmost.
    public mutating func insertAtTop(_ name: String, _ value: [UInt8]) {
        top.append((name, TextSafety.oneLine(value)))
    }

    /// Writes a header line above all others; the last one inserted is the topmost.
    public mutating func insertAtTop(_ name: String, _ value: String) {
        insertAtTop(name, Array(value.utf8))
    }

    /// Writes a header line below all others.
    public mutating func append(_ name: String, _ value: [UInt8]) {
        bottom.append((name, TextSafety.oneLine(value)))
    }

    /// Writes a header line below all others.
    public mutating func append(_ name: String, _ value: String) {
        append(name, Array(value.utf8))
    }

    /// Writes another Request-URI. Nothing happens to a response.
    public mutating func replaceRequestURI(_ uri: [UInt8]) {
        requestURI = TextSafety.oneLine(uri)
    }

    /// Writes another status into a response. Nothing happens to a request.
    public mutating func replaceStatus(_ code: Int, reason: String) {
        status = (code, reason)
    }

    /// Writes another body with its type; everything that described the old one goes.
    public mutating func replaceBody(contentType: String, _ body: [UInt8]) {
        bodyEdit = .replace(contentType: contentType, body)
    }

    /// Leaves out the body and everything that described it.
    public mutating func removeBody() {
        bodyEdit = .remove
    }

    private mutating func set(_ edit: LineEdit, at index: Int) {
        guard message.headers.indices.contains(index) else { return }
        let at = place(of: index)
        if at < lineEdits.count, lineEdits[at].index == index {
            lineEdits[at].edit = edit
        } else {
            lineEdits.insert((index, edit), at: at)
        }
    }

    private mutating func edit(_ item: HeaderItem, _ replacement: [UInt8]?) {
        guard message.headers.indices.contains(item.headerIndex) else { return }
        let at = place(of: item.headerIndex)
        guard at < lineEdits.count, lineEdits[at].index == item.headerIndex else {
            lineEdits.insert((item.headerIndex, .items([(item.range, replacement)])), at: at)
            return
        }
        guard case .items(var items) = lineEdits[at].edit else { return }
        if let old = items.firstIndex(where: { $0.range == item.range }) {
            items[old].replacement = replacement
        } else {
            items.append((item.range, replacement))
        }
        lineEdits[at].edit = .items(items)
    }

    /// Where the edit of a line is, or belongs.
    private func place(of index: Int) -> Int {
        var at = lineEdits.count
        while at > 0, lineEdits[at - 1].index >= index { at -= 1 }
        return at
    }
}
