/// The value of an `m=` line: media, port, protocol, formats (RFC 8866 §5.14).
struct MediaLine {
    /// A format, with its number where formats are payloads of RTP.
    struct Format {
        let range: Range<Int>
        let number: Int?
    }

    let formats: [Format]
    /// Whether the formats are numbers of payloads: sound, or anything by RTP.
    let isNumbered: Bool

    /// Nil when a part is missing, or a payload's number cannot be read.
    init?(_ bytes: [UInt8], _ value: Range<Int>) {
        let words = bytes[value].split(maxSplits: Limits.sessionFormatsMax + 3, whereSeparator: SessionWord.isBlank)
        guard (4...(Limits.sessionFormatsMax + 3)).contains(words.count) else { return nil }
        let isNumbered = SessionWord.equals(words[0], "audio") || SessionWord.holds(words[2], "rtp")
        let formats = words[3...].map { word in
            Format(range: word.startIndex..<word.endIndex, number: SessionWord.payload(word))
        }
        guard !isNumbered || formats.allSatisfy({ $0.number != nil }) else { return nil }
        self.formats = formats
        self.isNumbered = isNumbered
    }
}
