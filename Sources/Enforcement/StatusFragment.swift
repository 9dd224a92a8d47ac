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
        written.append(contentsOf: ReasonPhrase.of(code).utf8)
        let ends = ["", "\r\n", "\r\n\r\n"].map { written + Array($0.utf8) }
        self = ends.contains(body) ? .plain : .reduced(ends[1])
    }
}
