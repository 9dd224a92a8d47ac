import NIOCore
import Testing

@testable import SIPMessage

/// Messages for tests.
enum Sample {
    static let subscribe = [
        "SUBSCRIBE sip:102@example.com SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport",
        "Max-Forwards: 70",
        "From: \"Alice\" <sip:alice@example.com>;tag=1928301774",
        "To: <sip:102@example.com>",
        "Call-ID: a84b4c76e66710@192.0.2.10",
        "CSeq: 314159 SUBSCRIBE",
        "Contact: <sip:alice@192.0.2.10:5060>",
        "Event: dialog",
        "Accept: application/dialog-info+xml",
        "Expires: 3600",
        "Content-Length: 0",
    ]

    /// The SUBSCRIBE with some lines replaced (by the start of the line), removed (nil) or added.
    static func lines(_ changes: [String: String?] = [:], adding: [String] = []) -> [String] {
        var lines: [String] = []
        for line in subscribe {
            if let change = changes.first(where: { line.hasPrefix($0.key) }) {
                if let new = change.value { lines.append(new) }
            } else {
                lines.append(line)
            }
        }
        return lines + adding
    }

    static func datagram(_ lines: [String], body: String = "") -> ByteBuffer {
        ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    static func message(
        _ changes: [String: String?] = [:],
        adding: [String] = [],
        body: String = "",
        limits: Limits = Limits()
    ) throws -> SIPMessage {
        try screened(datagram(lines(changes, adding: adding), body: body), limits)
    }

    static func screened(_ datagram: ByteBuffer, _ limits: Limits = Limits()) throws -> SIPMessage {
        guard case .message(let message) = ByteGate.screen(datagram, limits: limits) else {
            throw Refused(result: "\(ByteGate.screen(datagram, limits: limits))")
        }
        return message
    }

    static func text(_ buffer: ByteBuffer) -> String { String(buffer: buffer) }

    struct Refused: Error {
        var result: String
    }
}

extension Span where Element == UInt8 {
    /// The whole as a range.
    var all: ByteRange { ByteRange(lower: 0, upper: count) }
}
