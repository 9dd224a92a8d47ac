import SIPMessage

/// The values of headers that manage a session, written anew from numbers and tokens of closed sets; nil where nothing can be made of one.
enum SessionText {
    /// The number that a value begins with, what follows it left out.
    static func number(_ value: ArraySlice<UInt8>, hasFraction: Bool = false) -> [UInt8]? {
        var digits = value.prefix(while: ASCII.isDigit)
        guard (1...Limits.numberDigitsMax).contains(digits.count) else { return nil }
        let rest = value[digits.endIndex...]
        if hasFraction, rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
            guard (1...Limits.numberDigitsMax).contains(fraction.count) else { return Array(digits) }
            digits = value[digits.startIndex..<fraction.endIndex]
        }
        return Array(digits)
    }

    /// Session-Expires with who refreshes (RFC 4028 §4).
    static func interval(_ value: [UInt8]) -> [UInt8]? {
        guard var text = number(value[...]) else { return nil }
        for piece in ParameterText.pieces(of: value).dropFirst() {
            let name = piece.filter { $0 != UInt8(ascii: " ") }.map(ASCII.lowercased)
            for side in ["uac", "uas"] where name == Array("refresher=\(side)".utf8) {
                text.append(contentsOf: ";refresher=\(side)".utf8)
                return text
            }
        }
        return text
    }

    /// RAck: two numbers and a method that can be acknowledged (RFC 3262 §7.2).
    static func acknowledged(_ value: [UInt8]) -> [UInt8]? {
        let parts = value.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard parts.count == 3, parts[2].elementsEqual("INVITE".utf8), let sequence = number(parts[0]),
            let request = number(parts[1]), sequence.count == parts[0].count, request.count == parts[1].count
        else { return nil }
        return sequence + [UInt8(ascii: " ")] + request + Array(" INVITE".utf8)
    }

    /// Reason: the protocol and its cause (RFC 3326 §2), without the words.
    static func cause(_ value: [UInt8]) -> [UInt8]? {
        let pieces = ParameterText.pieces(of: value)
        let first = pieces.first?.filter { $0 != UInt8(ascii: " ") } ?? []
        guard let name = ["SIP", "Q.850"].first(where: { Array($0.lowercased().utf8) == first.map(ASCII.lowercased) })
        else { return nil }
        for piece in pieces.dropFirst() where ParameterText.isNamed(piece, "cause") {
            let digits = piece.drop { $0 != UInt8(ascii: "=") }.dropFirst().drop { $0 == UInt8(ascii: " ") }
            guard let cause = number(digits), cause.count <= 3 else { return nil }
            return Array("\(name);cause=".utf8) + cause
        }
        return nil
    }
}

/// Date, as RFC 3261 §20.17 writes it and not otherwise.
enum DateText {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// `0` is a digit, `?` a letter of a name.
    private static let shape = Array("???, 00 ??? 0000 00:00:00 GMT".utf8)

    static func matches(_ value: [UInt8]) -> Bool {
        guard value.count == shape.count else { return false }
        for (byte, wanted) in zip(value, shape) {
            switch wanted {
            case UInt8(ascii: "0"): guard ASCII.isDigit(byte) else { return false }
            case UInt8(ascii: "?"): continue
            default: guard byte == wanted else { return false }
            }
        }
        return days.contains { value.starts(with: $0.utf8) }
            && months.contains { value.dropFirst(8).starts(with: $0.utf8) }
    }
}
