import NIOCore

/// The value of Event (RFC 6665 §8.2.1): `package.template;parameters`.
public struct EventField: Sendable, Equatable {
    /// The package: up to the first dot.
    public let package: ByteRange
    /// The last template, `winfo` in `presence.winfo`; nil when there is none.
    public let template: ByteRange?
    /// Package and templates as written.
    public let type: ByteRange
    /// The value of `id`, nil when there is none.
    public let id: ByteRange?
    /// Whether there is an `sla` parameter (shared line appearance).
    public let isSLA: Bool
    /// Whether there is an `ma` parameter (multiple appearance).
    public let isMA: Bool
    /// Whether there is a `shared` parameter (RFC 7463).
    public let isShared: Bool
    /// The parameters from the first semicolon, empty when there are none.
    public let parameters: ByteRange

    /// Reads the value that fills `range`.
    public static func parse(in message: SIPMessage, _ range: ByteRange) throws(ValueError) -> EventField {
        guard range.upper <= message.bytes.readableBytes else { throw .malformed }
        return try EventField(message.bytes.readableBytesUInt8Span, range)
    }

    init(_ bytes: Span<UInt8>, _ range: ByteRange) throws(ValueError) {
        let end = bytes.afterToken(range.lower, range.upper)
        type = ByteRange(lower: range.lower, upper: end)
        let dot = bytes.first(Bytes.dot, range.lower, end)
        package = ByteRange(lower: range.lower, upper: dot ?? end)
        guard !package.isEmpty else { throw .malformed }
        if let dot {
            var last = dot
            while let next = bytes.first(Bytes.dot, last &+ 1, end) { last = next }
            template = ByteRange(lower: last &+ 1, upper: end)
            if last &+ 1 == end { throw .malformed }
        } else {
            template = nil
        }
        parameters = ByteRange(lower: bytes.afterBlanks(end, range.upper), upper: range.upper)
        var id: ByteRange?
        var isSLA = false
        var isMA = false
        var isShared = false
        var cursor = ParameterCursor(parameters)
        while let parameter = try cursor.next(bytes) {
            if bytes.equalsFolded(parameter.name, "id") {
                guard id == nil, let value = parameter.value else { throw .malformed }
                id = value
            } else if bytes.equalsFolded(parameter.name, "sla") {
                isSLA = true
            } else if bytes.equalsFolded(parameter.name, "ma") {
                isMA = true
            } else if bytes.equalsFolded(parameter.name, "shared") {
                isShared = true
            }
        }
        self.id = id
        self.isSLA = isSLA
        self.isMA = isMA
        self.isShared = isShared
    }

    /// The value without its parameters of these names, which are in lower case; nil when it has none of them.
    public func value(without names: [StaticString], in message: SIPMessage) -> [UInt8]? {
        var kept = message.copy(type)
        var isShorter = false
        var cursor = ParameterCursor(parameters)
        while let parameter = try? cursor.next(message.bytes.readableBytesUInt8Span) {
            if names.contains(where: { message.equals(parameter.name, lowercase: $0) }) {
                isShorter = true
            } else {
                kept += message.copy(parameter.whole)
            }
        }
        return isShorter ? kept : nil
    }
}
