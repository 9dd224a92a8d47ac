/// Where a message is to go, before the DNS has been asked: `sip:HOST`, `sips:HOST`, each with a port or a `transport` if need be.
public struct Target: Sendable, Hashable {
    /// A name in lower case without a dot at its end, or an address without brackets.
    public let host: String
    /// The port, nil when none is said.
    public let port: UInt16?
    /// The transport that is asked for; nil when the DNS may choose.
    public let transport: TargetTransport?
    /// Whether the whole way must be by TLS (`sips:`).
    public let isSecure: Bool
    /// Whether the host is an address, so that there is nothing to look up.
    public let isLiteral: Bool

    /// Reads a URI. Unknown parameters are passed over; a user, a header, `sips:` by UDP or anything else is refused as `notATarget`.
    public init(_ uri: String) throws(ResolutionError) {
        guard uri.utf8.count <= Limits.uriBytesMax, let colon = uri.firstIndex(of: ":") else {
            throw ResolutionError(.notATarget, uri)
        }
        let scheme = uri[..<colon].lowercased()
        guard scheme == "sip" || scheme == "sips" else { throw ResolutionError(.notATarget, uri) }
        isSecure = scheme == "sips"
        let parts = uri[uri.index(after: colon)...].split(separator: ";", omittingEmptySubsequences: false)
        guard let place = parts.first, parts.count <= Limits.parametersMax + 1,
            let (host, port) = Self.hostAndPort(place)
        else { throw ResolutionError(.notATarget, uri) }
        self.port = port
        if let literal = CaresLibrary.literal(host) {
            (self.host, isLiteral) = (literal, true)
        } else if !place.hasPrefix("["), let name = HostName.normal(host) {
            (self.host, isLiteral) = (name, false)
        } else {
            throw ResolutionError(.notATarget, uri)
        }
        guard let asked = Self.asked(parts.dropFirst()), !isSecure || asked != .some(.udp) else {
            throw ResolutionError(.notATarget, uri)
        }
        // By TLS over TCP is how `sips` is spoken (RFC 3261 §26.2.2).
        transport = isSecure && asked != nil ? .tls : asked
    }

    /// The transport where nobody chooses one (RFC 3263 §4.1).
    var defaultTransport: TargetTransport { transport ?? (isSecure ? .tls : .udp) }

    private static func hostAndPort(_ text: Substring) -> (host: String, port: UInt16?)? {
        var host = text.prefix { $0 != ":" }
        var rest = text.dropFirst(host.count)
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<close]
            rest = text[text.index(after: close)...]
            guard host.contains(":") else { return nil }
        }
        if rest.isEmpty { return (String(host), nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        return (String(host), port)
    }

    /// The transport that the parameters ask for, nil inside when none; nil when they are malformed or ask twice.
    private static func asked(_ parameters: ArraySlice<Substring>) -> TargetTransport?? {
        var asked: TargetTransport?
        for parameter in parameters {
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = pair.first, !name.isEmpty, !parameter.contains("?") else { return nil }
            guard name.lowercased() == "transport" else { continue }
            guard asked == nil, pair.count == 2, let transport = TargetTransport(rawValue: pair[1].lowercased()) else {
                return nil
            }
            asked = transport
        }
        return .some(asked)
    }
}
