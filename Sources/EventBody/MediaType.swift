/// What a Content-Type says of a NOTIFY's body.
enum MediaType {
    /// `application/dialog-info+xml`.
    case dialogInfo
    /// `application/pidf+xml`.
    case pidf
    /// `application/cpim-pidf+xml`: XPIDF from Asterisk, PIDF from others.
    case cpimPIDF
    /// `application/xpidf+xml`.
    case xpidf
    /// `application/conference-info+xml`.
    case conferenceInfo
    /// XML without saying which, or no Content-Type: the root element tells.
    case unspecified
    /// Not to be rebuilt.
    case refused(FailureReason)

    /// Reads a Content-Type's value (RFC 3261 §20.15); case and parameters do not matter, but for a charset in which
    /// markup is not ASCII.
    static func read(_ value: Span<UInt8>) -> MediaType {
        let end = value.index(of: 0x3B, from: 0)
        let type = value.trimmed(0..<end)
        if type.isEmpty, end == value.count { return .unspecified }
        for (name, mediaType) in known where value.equalsIgnoringCase(type, name) {
            return hasWideCharset(value, from: end) ? .refused(.unsupportedEncoding) : mediaType
        }
        if value.startsIgnoringCase(at: type.lowerBound, with: "multipart/") { return .refused(.resourceList) }
        return .refused(.unknownType)
    }

    private static let known: [(StaticString, MediaType)] = [
        ("application/dialog-info+xml", .dialogInfo),
        ("application/pidf+xml", .pidf),
        ("application/cpim-pidf+xml", .cpimPIDF),
        ("application/xml", .unspecified),
        ("text/xml", .unspecified),
        ("application/xpidf+xml", .xpidf),
        ("application/conference-info+xml", .conferenceInfo),
        ("application/pidf-diff+xml", .refused(.partialPresence)),
        ("application/rlmi+xml", .refused(.resourceList)),
    ]

    /// Whether the parameters name UTF-7, UTF-16 or UTF-32.
    private static func hasWideCharset(_ value: Span<UInt8>, from start: Int) -> Bool {
        for index in start..<value.count where value.startsIgnoringCase(at: index, with: "utf-") {
            let digit = index + 4 < value.count ? value[index + 4] : 0
            if digit != 0x38 { return true }
        }
        return false
    }
}
