/// A Via value with where it really came from (RFC 3261 §18.2.1, RFC 3581 §4): any `received` and `rport` that the sender wrote itself are
/// replaced, since the response will follow them.
enum ReceivedVia {
    static func text(of via: [UInt8], from remote: Endpoint) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(via.count + 40)
        for (index, parameter) in pieces(of: via).enumerated() {
            let name = parameter.prefix { $0 != UInt8(ascii: "=") }
                .filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }.map(ASCII.lowercased)
            if index > 0 {
                if name == Array("received".utf8) || name == Array("rport".utf8) { continue }
                text.append(UInt8(ascii: ";"))
            }
            text.append(contentsOf: parameter)
        }
        text.append(contentsOf: ";received=\(remote.host);rport=\(remote.port)".utf8)
        return text
    }

    /// The parts between semicolons that are not inside a quoted string.
    private static func pieces(of via: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        var quoted = false
        var escaped = false
        for (index, byte) in via.enumerated() {
            if escaped {
                escaped = false
            } else if quoted, byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == UInt8(ascii: "\"") {
                quoted.toggle()
            } else if byte == UInt8(ascii: ";"), !quoted {
                pieces.append(via[start..<index])
                start = index + 1
            }
        }
        pieces.append(via[start...])
        return pieces
    }
}
