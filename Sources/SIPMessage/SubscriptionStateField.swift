import NIOCore

/// The value of Subscription-State (RFC 6665 §8.2.3).
public struct SubscriptionStateField: Sendable, Equatable {
    /// `active`, `pending`, `terminated` or another token, as written.
    public let state: ByteRange
    /// Seconds left, nil when not said.
    public let expires: UInt32?
    /// Why it ended, nil when not said.
    public let reason: ByteRange?
    /// Seconds to wait before subscribing again, nil when not said.
    public let retryAfter: UInt32?

    /// Reads the value that fills `range`.
    public static func parse(in message: SIPMessage, _ range: ByteRange) throws(ValueError) -> SubscriptionStateField {
        guard range.upper <= message.bytes.readableBytes else { throw .malformed }
        return try SubscriptionStateField(message.bytes.readableBytesUInt8Span, range, Limits())
    }

    init(_ bytes: Span<UInt8>, _ range: ByteRange, _ limits: Limits) throws(ValueError) {
        let end = bytes.afterToken(range.lower, range.upper)
        guard end > range.lower else { throw .malformed }
        state = ByteRange(lower: range.lower, upper: end)
        var expires: UInt32?
        var reason: ByteRange?
        var retryAfter: UInt32?
        var cursor = ParameterCursor(ByteRange(lower: end, upper: range.upper))
        while let parameter = try cursor.next(bytes) {
            if bytes.equalsFolded(parameter.name, "expires") {
                guard expires == nil else { throw .malformed }
                expires = try Self.seconds(bytes, parameter, limits)
            } else if bytes.equalsFolded(parameter.name, "reason") {
                guard reason == nil, let value = parameter.value else { throw .malformed }
                reason = value
            } else if bytes.equalsFolded(parameter.name, "retry-after") {
                guard retryAfter == nil else { throw .malformed }
                retryAfter = try Self.seconds(bytes, parameter, limits)
            }
        }
        self.expires = expires
        self.reason = reason
        self.retryAfter = retryAfter
    }

    private static func seconds(
        _ bytes: Span<UInt8>,
        _ parameter: Parameter,
        _ limits: Limits
    ) throws(ValueError) -> UInt32 {
        guard let value = parameter.value,
            let number = bytes.number(value, digitsMax: limits.numberDigitsMax, max: UInt64(UInt32.max))
        else { throw .malformed }
        return UInt32(truncatingIfNeeded: number)
    }
}
