/// A Via value with where it really came from (RFC 3261 §18.2.1, RFC 3581 §4): any `received` and `rport` that the sender wrote itself are
/// replaced, since the response will follow them.
enum ReceivedVia {
    static func text(of via: [UInt8], from remote: Endpoint) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(via.count + 64)
        var start = 0
        while start <= via.count {
            let end = pieceEnd(via, from: start)
            if start == 0 {
                text.append(contentsOf: via[..<end])
            } else if !isNamed(via[start..<end], "received"), !isNamed(via[start..<end], "rport") {
                text.append(";")
                text.append(contentsOf: via[start..<end])
            }
            start = end + 1
        }
        text.append(";received=")
        remote.appendHost(to: &text)
        text.append(";rport=")
        text.append(decimal: remote.port)
        return text
    }

    /// Where the semicolon is that ends the part at `start`, or the end; one inside a quoted string ends nothing.
    private static func pieceEnd(_ via: [UInt8], from start: Int) -> Int {
        var quoted = false
        var escaped = false
        for index in start..<via.count {
            let byte = via[index]
            if escaped {
                escaped = false
            } else if quoted, byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == UInt8(ascii: "\"") {
                quoted.toggle()
            } else if byte == UInt8(ascii: ";"), !quoted {
                return index
            }
        }
        return via.count
    }

    /// Whether what stands before `=` is the name, in any case and whatever blanks are in it.
    private static func isNamed(_ parameter: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in
            var matched = 0
            for byte in parameter {
                if byte == UInt8(ascii: "=") { break }
                if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { continue }
                guard matched < name.count, ASCII.lowercased(byte) == name[matched] else { return false }
                matched += 1
            }
            return matched == name.count
        }
    }
}
