/// Why the byte gate refused a message. One case for each rule G1–G12 and each limit.
public enum GateError: Error, Equatable, Sendable {
    /// G1: NUL or another control byte in the head.
    case controlByte
    /// G2: a line ends with a bare CR or LF, or the head does not end.
    case lineEnd
    /// G3: a folded line where there is no header to continue.
    case folding
    /// G4: a header name that is empty or no token, or a line without colon.
    case headerName
    /// G5: a request line that is not `METHOD SP URI SP SIP/2.0`.
    case requestLine
    /// G5: a method that is a token but not 1 to 32 capital letters.
    case method
    /// G5: another version than SIP/2.0.
    case version
    /// G6: a status line that is not `SIP/2.0 SP 3DIGIT`, 100 to 699.
    case statusLine
    /// G7: a second header where one is allowed.
    case repeatedHeader(HeaderName)
    /// G7: a singleton without value.
    case emptyHeader(HeaderName)
    /// G7: a comma-separated list where one value is allowed.
    case listInSingle(HeaderName)
    /// G7: no Via, From, To, Call-ID or CSeq.
    case missingHeader(HeaderName)
    /// G8: a Content-Length that is not 1 to 5 digits.
    case contentLength
    /// G8: fewer bytes than Content-Length says.
    case bodyTruncated
    /// G9: past a limit.
    case limit(Limit)
    /// G10: a CSeq number that is none, or 2^31 and above, or no method after it.
    case cseqNumber
    /// G10: another method in CSeq than in the request line.
    case cseqMethod
    /// G11: a bad escape in the Request-URI, or one that decodes to a byte that is not printable ASCII.
    case escape
    /// G11: a dialled user with an escaped `@`, `;` or `:`. Only for requests from outside (``RequestURIRule``).
    case dialledUser
    /// G12: a scheme that is not sip, sips or tel.
    case scheme
    /// G12: headers, maddr, method or ttl in a Request-URI from outside (``RequestURIRule``).
    case requestURIComponent

    /// The rule as the threat model numbers it.
    public var rule: String {
        switch self {
        case .controlByte: "G1"
        case .lineEnd: "G2"
        case .folding: "G3"
        case .headerName: "G4"
        case .requestLine, .method, .version: "G5"
        case .statusLine: "G6"
        case .repeatedHeader, .emptyHeader, .listInSingle, .missingHeader: "G7"
        case .contentLength, .bodyTruncated: "G8"
        case .limit: "G9"
        case .cseqNumber, .cseqMethod: "G10"
        case .escape, .dialledUser: "G11"
        case .scheme, .requestURIComponent: "G12"
        }
    }

    /// A stable name for metrics and audit records; it holds no bytes of the message.
    public var identifier: String {
        switch self {
        case .controlByte: "control-byte"
        case .lineEnd: "line-end"
        case .folding: "folding"
        case .headerName: "header-name"
        case .requestLine: "request-line"
        case .method: "method"
        case .version: "version"
        case .statusLine: "status-line"
        case .repeatedHeader: "repeated-header"
        case .emptyHeader: "empty-header"
        case .listInSingle: "list-in-single"
        case .missingHeader: "missing-header"
        case .contentLength: "content-length"
        case .bodyTruncated: "body-truncated"
        case .limit(let limit): "limit-\(limit.rawValue)"
        case .cseqNumber: "cseq-number"
        case .cseqMethod: "cseq-method"
        case .escape: "escape"
        case .dialledUser: "dialled-user"
        case .scheme: "scheme"
        case .requestURIComponent: "request-uri-component"
        }
    }

    /// The status of the stateless answer that a request deserves; nil when only silence is right. Whether one can be
    /// made is for ``BareResponse`` to find out.
    public var status: Int? {
        switch self {
        case .statusLine, .limit(.datagram): nil
        case .method: 405
        case .version: 505
        case .scheme: 416
        case .limit(let limit): limit.status
        case .controlByte, .lineEnd, .folding, .headerName, .requestLine, .repeatedHeader, .emptyHeader, .listInSingle,
            .missingHeader, .contentLength, .bodyTruncated, .cseqNumber, .cseqMethod, .escape, .dialledUser,
            .requestURIComponent:
            400
        }
    }
}
