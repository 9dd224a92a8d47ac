import NIOCore

/// One value of Call-Info that tells of a key of a shared line, as BroadWorks defined it for `call-info` and `line-seize`:
/// `<uri>;appearance-index=1;appearance-state=active`, parameters in any order.
public struct AppearanceField: Sendable, Equatable {
    /// Which key.
    public enum Index: Sendable, Equatable {
        /// All that no other value names (`*`).
        case others
        /// The one with this number.
        case number(UInt32)
    }

    /// Which key it is.
    public let index: Index
    /// Its state as written, nil when it is not said.
    public let state: ByteRange?

    /// Reads the value that fills `range`; nil when it is about something else than an appearance.
    ///
    /// Throws `malformed` for a value that does not begin with a URI in angle brackets, a broken parameter, an index that
    /// is neither `*` nor a number, and an index or state that is there twice.
    public static func parse(in message: SIPMessage, _ range: ByteRange) throws(ValueError) -> AppearanceField? {
        guard range.upper <= message.bytes.readableBytes else { throw .malformed }
        return try read(message.bytes.readableBytesUInt8Span, range, Limits())
    }

    private static func read(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ limits: Limits
    ) throws(ValueError) -> AppearanceField? {
        let start = bytes.afterBlanks(range.lower, range.upper)
        guard start < range.upper, bytes[start] == Bytes.less,
            let close = bytes.first(Bytes.greater, start, range.upper)
        else { throw .malformed }
        var index: Index?
        var state: ByteRange?
        var cursor = ParameterCursor(ByteRange(lower: close &+ 1, upper: range.upper))
        while let parameter = try cursor.next(bytes) {
            if bytes.equalsFolded(parameter.name, "appearance-index") {
                guard index == nil, let value = parameter.value else { throw .malformed }
                index = try Self.index(bytes, value, limits)
            } else if bytes.equalsFolded(parameter.name, "appearance-state") {
                guard state == nil, let value = parameter.value else { throw .malformed }
                state = value
            }
        }
        guard let index else { return nil }
        return AppearanceField(index: index, state: state)
    }

    private static func index(_ bytes: Span<UInt8>, _ value: ByteRange, _ limits: Limits) throws(ValueError) -> Index {
        if bytes.equals(value, "*") { return .others }
        guard let number = bytes.number(value, digitsMax: limits.numberDigitsMax, max: UInt64(UInt32.max)) else {
            throw .malformed
        }
        return .number(UInt32(truncatingIfNeeded: number))
    }
}
