import Foundation

/// A text that stands nowhere else, in every guise in which it might slip through.
enum Marker {
    static let text = "qZmARKERxWv"

    /// What is put into a message: raw, with its case turned round, escaped as URIs and XML do, in base64 and hexadecimal, backwards.
    static let forms: [[UInt8]] = {
        let guises = [
            text, turnedRound, percent, doublePercent, decimal, hexadecimal, digits,
            Data(text.utf8).base64EncodedString(), String(text.reversed()), "\"" + text + "\"", "<" + text + ">",
        ]
        return guises.map { Array($0.utf8) }
    }()

    /// What is looked for, in lower case; half of it is too much as well.
    private static let needles: [String] = {
        var needles = [text, String(text.reversed()), Data(text.utf8).base64EncodedString()]
        needles += [percent, doublePercent, decimal, hexadecimal, digits]
        needles += [String(text.prefix(6)), String(text.suffix(6))]
        return needles.map { $0.lowercased() }
    }()

    private static let percent = text.utf8.map { "%" + hex($0) }.joined()
    private static let doublePercent = text.utf8.map { "%25" + hex($0) }.joined()
    private static let decimal = text.utf8.map { "&#\($0);" }.joined()
    private static let hexadecimal = text.utf8.map { "&#x" + hex($0) + ";" }.joined()
    private static let digits = text.utf8.map(hex).joined()
    private static let turnedRound = String(
        text.map { $0.isLowercase ? Character($0.uppercased()) : Character($0.lowercased()) }
    )

    private static func hex(_ byte: UInt8) -> String { String(byte, radix: 16) }

    /// Whether the bytes hold the marker in any guise. A NUL would end the search, so it counts as one.
    static func isIn(_ bytes: [UInt8]) -> Bool {
        if bytes.contains(0) { return true }
        return String(decoding: bytes, as: UTF8.self).lowercased().withCString { hay in
            needles.contains { strstr(hay, $0) != nil }
        }
    }
}
