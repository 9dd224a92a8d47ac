/// Takes a header value or its parameters apart (RFC 3261 §25.1, generic-param).
enum ParameterText {
    /// The parts between semicolons that are not inside a quoted string.
    static func pieces(of value: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start <= value.count {
            let end = pieceEnd(value, from: start)
            pieces.append(value[start..<end])
            start = end + 1
        }
        return pieces
    }

    /// Where the semicolon is that ends the part at `start`, or the end; one inside a quoted string ends nothing.
    static func pieceEnd(_ value: [UInt8], from start: Int) -> Int {
        var quoted = false
        var escaped = false
        for index in start..<value.count {
            let byte = value[index]
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
        return value.count
    }

    /// Whether what stands before `=` is the name, in any case and whatever blanks are in it.
    static func isNamed(_ parameter: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
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
