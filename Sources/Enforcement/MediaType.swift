import SIPMessage

/// A media type without its parameters, where it stands in a message, for the few questions that routing asks of it (RFC 2045 §5.1).
struct MediaType {
    private let message: SIPMessage
    /// `type/subtype`, without blanks at its end.
    let name: ByteRange

    /// The type in one value of Content-Type or Accept.
    init(_ value: ByteRange, in message: SIPMessage) {
        let length = message.withBytes(value) { bytes in
            var end = (0..<bytes.count).first { bytes[$0] == UInt8(ascii: ";") } ?? bytes.count
            while end > 0, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
            return end
        }
        self.message = message
        name = ByteRange(lower: value.lower, upper: value.lower + length)
    }

    /// Whether it is `other`, which is in lower case.
    func equals(_ other: StaticString) -> Bool { message.equals(name, lowercase: other) }

    var isSessionDescription: Bool { equals("application/sdp") }
    var isSIPFragment: Bool { equals("message/sipfrag") }
    /// What asks for a picture anew (RFC 5168).
    var isMediaControl: Bool { equals("application/media_control+xml") }
    var isMultipart: Bool { message.begins(name, lowercase: "multipart/") }

    /// RLMI without the parts that it speaks of.
    var isListDocument: Bool { equals("application/rlmi+xml") }

    /// A container, or anything with `xml` in its name.
    var mayHoldDocument: Bool {
        isMultipart || message.begins(name, lowercase: "message/")
            || (name.lower..<name.upper).contains { index in
                message.equals(ByteRange(lower: index, upper: min(index + 3, name.upper)), lowercase: "xml")
            }
    }

    /// Types of packages that tell nothing about whom a person talks to.
    var isHarmless: Bool {
        isSIPFragment || equals("application/simple-message-summary") || equals("application/text")
            || equals("text/plain")
    }
}
