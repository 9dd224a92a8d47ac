/// How a part's Content-ID is spelled. RFC 2045 §7 asks for brackets and does not care for case; Flexisip writes neither
/// as others do, and Linphone finds a part only by Flexisip's spelling, so the spelling that came is kept.
struct ContentIDForm: Equatable {
    /// Whether the name is `Content-Id`; else it is written `Content-ID`.
    var isLowerD = false
    /// Whether the identifier stands without brackets.
    var isBare = false

    /// The whole line for an identifier.
    func line(_ id: ListIdentifier) -> [UInt8] {
        let name: StaticString = isLowerD ? "Content-Id: " : "Content-ID: "
        let opening: StaticString = isBare ? "" : "<"
        let closing: StaticString = isBare ? "\r\n" : ">\r\n"
        var bytes: [UInt8] = []
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        opening.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes += id.bytes
        closing.withUTF8Buffer { bytes.append(contentsOf: $0) }
        return bytes
    }
}
