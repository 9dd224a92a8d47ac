/// Everything that a decision is taken on, read by our own readers and confirmed by libosip2. Made by ``FieldReader``.
public struct DecisionFields: Sendable {
    /// The Request-URI, nil for a response.
    public let requestURI: SIPURI?
    /// From; its tag is there.
    public let from: NameAddress
    /// To.
    public let to: NameAddress
    /// Call-ID.
    public let callID: ByteRange
    /// The CSeq number, below 2^31.
    public let cseqNumber: UInt32
    /// The CSeq method; in a request the same as in the request line.
    public let cseqMethod: Method
    /// The CSeq method as written.
    public let cseqMethodRange: ByteRange
    /// Event, nil when there is none.
    public let event: EventField?
    /// Expires in seconds, nil when there is none.
    public let expires: UInt32?
    /// The topmost Via value.
    public let topVia: Via
    /// Max-Forwards, 0 to 255, nil when there is none.
    public let maxForwards: Int?
    /// Subscription-State, nil when there is none.
    public let subscriptionState: SubscriptionStateField?
    /// The first Contact value, nil when there is none or it is `*`.
    public let contact: NameAddress?
    /// Whether the first Contact value is `*`.
    public let isContactWildcard: Bool
    /// Content-Type, nil when there is none.
    public let contentType: ByteRange?
}

/// A header or part of the message that a decision is taken on.
public enum Field: String, Sendable, CaseIterable {
    /// The part of the same name.
    case method, from, to, cseq, event, expires, via, contact, head
    /// Request-URI.
    case requestURI = "request-uri"
    /// Call-ID.
    case callID = "call-id"
    /// Max-Forwards.
    case maxForwards = "max-forwards"
    /// Subscription-State.
    case subscriptionState = "subscription-state"
}

/// Why the decision fields of a message that passed the gate could not be read. Its answer is 400, or the limit's
/// status.
public enum FieldError: Error, Equatable, Sendable {
    /// The value breaks its grammar, or From has no tag.
    case malformed(Field)
    /// The value is past a limit.
    case limit(Field, Limit)
    /// libosip2 reads something else than we do.
    case disagreement(Field)

    /// A stable name for metrics and audit records; it holds no bytes of the message.
    public var identifier: String {
        switch self {
        case .malformed(let field): "malformed-\(field.rawValue)"
        case .limit(let field, let limit): "limit-\(field.rawValue)-\(limit.rawValue)"
        case .disagreement(let field): "disagreement-\(field.rawValue)"
        }
    }

    /// The status of the answer that a request deserves.
    public var status: Int {
        switch self {
        case .malformed, .disagreement: 400
        case .limit(let field, let limit): field == .requestURI ? 414 : limit == .vias ? 483 : 400
        }
    }
}
