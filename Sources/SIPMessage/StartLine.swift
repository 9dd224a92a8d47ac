/// The first line of a message.
public enum StartLine: Sendable, Equatable {
    /// `METHOD uri SIP/2.0`
    case request(method: Method, methodRange: ByteRange, uri: ByteRange)
    /// `SIP/2.0 status reason`
    case response(status: Int, reason: ByteRange)
}
