/// The `host:port` of the short URLs in the configuration. Foundation's URL takes too much for granted to be a check.
enum URLText {
    /// Host (IPv6 in brackets, as written) and port, after one of the schemes; nil when there is anything else in the text.
    static func hostAndPort(_ text: String, schemes: [String], defaultPort: UInt16) -> (host: String, port: UInt16)? {
        guard let scheme = schemes.first(where: text.hasPrefix) else { return nil }
        var rest = text.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let host: Substring
        if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
            host = rest[...close]
        } else {
            host = rest.prefix { $0 != ":" }
        }
        let tail = rest.dropFirst(host.count)
        guard !host.isEmpty, host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".-:[]".contains($0)) })
        else { return nil }
        if tail.isEmpty { return (String(host), defaultPort) }
        guard tail.first == ":", let port = UInt16(tail.dropFirst()) else { return nil }
        return (String(host), port)
    }
}
