/// A SIP or SIPS URI that stands by itself, not in a message.
public struct StandaloneURI: Sendable, Equatable {
    /// The user part with its escapes decoded once; nil without one, or when an escape hides a byte that may not be there.
    public let user: [UInt8]?
    /// The host as written, without the port.
    public let host: [UInt8]
    /// Whether it is a user and a host and nothing more: no password, port, parameter or header.
    public let isBare: Bool
    /// Scheme, user, host and port as written: no password, parameter or header.
    public let address: [UInt8]
    /// Parameters and headers as written, behind the first separator; empty without any.
    public let rest: [UInt8]

    /// Nil when the bytes are no SIP or SIPS URI.
    public init?(_ text: [UInt8], limits: MessageLimits = MessageLimits()) {
        let bytes = text.span
        guard let uri = try? SIPURI(bytes, ByteRange(lower: 0, upper: text.count), limits),
            uri.scheme == .sip || uri.scheme == .sips
        else { return nil }
        user = uri.user.flatMap { Unescaping.decode(bytes, $0) }
        host = Array(text[uri.host.lower..<uri.host.upper])
        var address = Array(text[..<(uri.scheme == .sip ? 4 : 5)])
        if let name = uri.user { address += text[name.lower..<name.upper] + [Bytes.at] }
        address += host
        if let port = uri.port { address += Array(":\(port)".utf8) }
        self.address = address
        let start = [uri.parameters, uri.headers].filter { !$0.isEmpty }.map(\.lower).min()
        rest = Array(text[(start ?? text.count)...])
        isBare =
            user != nil && !uri.hasPassword && uri.port == nil && uri.parameters.isEmpty && uri.headers.isEmpty
    }
}
