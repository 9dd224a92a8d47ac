/// One SIP message as it was on the wire, with just enough reading for a test.
public struct WireMessage: Sendable, CustomStringConvertible {
    /// Which way it went, seen from the phone.
    public enum Direction: String, Sendable {
        case received, sent
    }

    /// Which way it went.
    public let direction: Direction
    /// The whole message.
    public let text: String
    /// When we read it, which is a little after the phone did.
    public let readAt = ContinuousClock.now

    /// A message that went this way.
    public init(direction: Direction, text: String) {
        self.direction = direction
        self.text = text
    }

    /// The whole message, with the way it went.
    public var description: String { "\(direction.rawValue):\n\(text)" }

    /// Everything before the empty line, as lines.
    private var head: [Substring] {
        text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }
    }

    /// The request or status line.
    public var startLine: String { head.first.map(String.init) ?? "" }

    /// Everything after the empty line; empty when there is nothing.
    public var body: String {
        let plain = text.replacing("\r\n", with: "\n")
        guard let gap = plain.firstRange(of: "\n\n") else { return "" }
        return String(plain[gap.upperBound...])
    }

    /// The value of the first header of this name.
    public func header(_ name: String) -> String? { headers(name).first }

    /// The values of all headers of this name.
    public func headers(_ name: String) -> [String] {
        head.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else {
                return nil
            }
            return line[line.index(after: colon)...].drop { $0 == " " }.description
        }
    }

    /// The status code, of a response.
    public var status: Int? {
        startLine.hasPrefix("SIP/2.0 ") ? Int(startLine.dropFirst(8).prefix(3)) : nil
    }

    /// The tag parameter of From or To.
    public func tag(_ name: String) -> String? {
        guard let value = header(name), let mark = value.firstRange(of: ";tag=") else { return nil }
        return String(value[mark.upperBound...].prefix { $0 != ";" })
    }

    /// Whether this is a request with this method.
    public func isRequest(_ method: String) -> Bool { startLine.hasPrefix(method + " sip") }

    /// Whether this is a response with this status code.
    public func isResponse(_ code: Int) -> Bool { startLine.hasPrefix("SIP/2.0 \(code) ") }

    /// Whether this is a response with this status code to a request of this method.
    public func isResponse(_ code: Int, to method: String) -> Bool {
        isResponse(code) && header("CSeq")?.hasSuffix(" " + method) == true
    }

    /// Whether this is a response that ends its transaction.
    public var isFinalResponse: Bool { startLine.hasPrefix("SIP/2.0 ") && !startLine.hasPrefix("SIP/2.0 1") }

    /// The protocol of the topmost Via, such as `UDP`.
    public var viaTransport: String? {
        header("Via")?.split(separator: " ").first?.split(separator: "/").last.map { $0.uppercased() }
    }

    /// Whether the phone was sent a NOTIFY that says this dialog state, such as `early`.
    public func isNotify(state: String) -> Bool {
        direction == .received && isRequest("NOTIFY") && body.contains("<state>\(state)</state>")
    }
}
