/// An `a=` line that speaks of one payload: `rtpmap:101 telephone-event/8000`, `fmtp:101 0-16` (RFC 8866 §6.6, §6.15), `rtcp-fb:96 nack` (RFC 4585 §4.2).
struct PayloadAttribute {
    enum Name: CaseIterable {
        case map, parameters, feedback

        fileprivate var word: StaticString {
            switch self {
            case .map: "rtpmap"
            case .parameters: "fmtp"
            case .feedback: "rtcp-fb"
            }
        }
    }

    let name: Name
    /// Nil when there is none that can be read, as in `rtcp-fb:*`.
    let number: Int?
    /// What follows the number.
    let rest: Range<Int>

    /// Nil when the line is about something else.
    init?(_ bytes: [UInt8], _ value: Range<Int>) {
        guard let colon = bytes[value].firstIndex(of: UInt8(ascii: ":")),
            let name = Name.allCases.first(where: { SessionWord.equals(bytes[value.lowerBound..<colon], $0.word) })
        else { return nil }
        let text = bytes[(colon + 1)..<value.upperBound].drop(while: SessionWord.isBlank)
        let word = text.prefix { !SessionWord.isBlank($0) }
        self.name = name
        number = SessionWord.payload(word)
        rest = word.endIndex..<value.upperBound
    }

    /// Whether the parameters lean on one of these payloads: redundant copies (`101/101`, RFC 2198 §5), repetitions (`apt=101`, RFC 4588 §8.1).
    func leans(on payloads: Set<Int>, in bytes: [UInt8]) -> Bool {
        guard name == .parameters else { return false }
        return bytes[rest].split { $0 == UInt8(ascii: ";") || SessionWord.isBlank($0) }.contains { piece in
            if SessionWord.equals(piece.prefix(4), "apt=") {
                return SessionWord.payload(piece.dropFirst(4)).map(payloads.contains) ?? false
            }
            let copies = piece.split(separator: UInt8(ascii: "/"))
            return copies.count > 1 && copies.contains { SessionWord.payload($0).map(payloads.contains) ?? false }
        }
    }
}
