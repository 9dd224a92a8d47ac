/// What the NOTIFY of a transfer may tell of it (RFC 3515 §2.4.5): the status line of the answer, not the headers of the other party.
enum StatusFragment: Equatable {
    /// It is a status line of our own words already, or the body is no such fragment.
    case plain
    /// This is what stays of it.
    case reduced([UInt8])
    /// It begins with no status line; nothing stays.
    case unreadable

    /// Reads a `message/sipfrag` (RFC 3420).
    init(_ body: [UInt8]) {
        let line = body.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        let version = Array("SIP/2.0 ".utf8)
        let digits = line.dropFirst(version.count).prefix(3)
        let rest = line.dropFirst(version.count + 3)
        guard line.starts(with: version), digits.count == 3, digits.allSatisfy(ASCII.isDigit),
            rest.first.map({ $0 == UInt8(ascii: " ") }) ?? true
        else {
            self = .unreadable
            return
        }
        let code = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard (100...699).contains(code) else {
            self = .unreadable
            return
        }
        var written = version
        written.append(decimal: code)
        written.append(" ")
        written.append(Self.reasons.first { $0.code == code }?.reason ?? "Status")
        let ends = ["", "\r\n", "\r\n\r\n"].map { written + Array($0.utf8) }
        self = ends.contains(body) ? .plain : .reduced(ends[1])
    }

    /// The answers that end a transfer, or tell how it goes (RFC 3261 §21).
    private static let reasons: [(code: Int, reason: StaticString)] = [
        (100, "Trying"), (180, "Ringing"), (181, "Call Is Being Forwarded"), (182, "Queued"), (183, "Session Progress"),
        (200, "OK"), (202, "Accepted"), (300, "Multiple Choices"), (301, "Moved Permanently"),
        (302, "Moved Temporarily"),
        (400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"), (404, "Not Found"),
        (405, "Method Not Allowed"),
        (407, "Proxy Authentication Required"), (408, "Request Timeout"), (410, "Gone"),
        (415, "Unsupported Media Type"),
        (420, "Bad Extension"), (480, "Temporarily Unavailable"), (481, "Call/Transaction Does Not Exist"),
        (482, "Loop Detected"), (483, "Too Many Hops"), (484, "Address Incomplete"), (485, "Ambiguous"),
        (486, "Busy Here"), (487, "Request Terminated"), (488, "Not Acceptable Here"), (491, "Request Pending"),
        (500, "Server Internal Error"), (501, "Not Implemented"), (502, "Bad Gateway"), (503, "Service Unavailable"),
        (504, "Server Time-out"), (600, "Busy Everywhere"), (603, "Decline"), (604, "Does Not Exist Anywhere"),
        (606, "Not Acceptable"),
    ]
}
