import NIOCore

/// Reads the decision fields with our own readers, then has libosip2 read them too, and compares.
public enum FieldReader {
    /// The decision fields of a message, the same to both readers.
    ///
    /// Throws `malformed`, `limit` or `disagreement` with the field: such a message must not be forwarded.
    public static func read(
        _ message: SIPMessage,
        limits: Limits = Limits()
    ) throws(FieldError) -> DecisionFields {
        let fields = try own(message, limits)
        try OsipReader.agree(message, fields)
        return fields
    }

    /// The fields as our own readers see them, without libosip2.
    static func own(_ message: SIPMessage, _ limits: Limits) throws(FieldError) -> DecisionFields {
        let bytes = message.bytes.readableBytesUInt8Span
        let from = try address(message, bytes, .from, .from, limits)
        guard from.tag != nil else { throw .malformed(.from) }
        guard let callID = message.first(.callID)?.valueRange, isWord(bytes, callID) else { throw .malformed(.callID) }
        guard let sequence = message.first(.cseq).flatMap({ CSeq(bytes, $0.valueRange) }) else {
            throw .malformed(.cseq)
        }
        let contact = try contact(message, bytes, limits)
        return DecisionFields(
            requestURI: try requestURI(message, bytes, limits),
            from: from,
            to: try address(message, bytes, .to, .to, limits),
            callID: callID,
            cseqNumber: sequence.number,
            cseqMethod: Method.named(bytes, sequence.methodRange),
            cseqMethodRange: sequence.methodRange,
            event: try event(message, bytes),
            expires: try number(message, bytes, .expires, .expires, limits, UInt64(UInt32.max)).map {
                UInt32(truncatingIfNeeded: $0)
            },
            topVia: try topVia(message, bytes),
            maxForwards: try number(message, bytes, .maxForwards, .maxForwards, limits, 255).map {
                Int(truncatingIfNeeded: $0)
            },
            subscriptionState: try subscriptionState(message, bytes, limits),
            contact: contact.address,
            isContactWildcard: contact.isWildcard,
            contentType: message.first(.contentType)?.valueRange
        )
    }

    private static func requestURI(
        _ message: SIPMessage,
        _ bytes: Span<UInt8>,
        _ limits: Limits
    ) throws(FieldError) -> SIPURI? {
        guard case .request(_, _, let range) = message.startLine else { return nil }
        do {
            return try SIPURI(bytes, range, limits)
        } catch {
            throw fieldError(error, .requestURI)
        }
    }

    private static func address(
        _ message: SIPMessage,
        _ bytes: Span<UInt8>,
        _ name: HeaderName,
        _ field: Field,
        _ limits: Limits
    ) throws(FieldError) -> NameAddress {
        guard let header = message.first(name) else { throw .malformed(field) }
        do {
            return try NameAddress(bytes, header.valueRange, limits)
        } catch {
            throw fieldError(error, field)
        }
    }

    /// A Contact is a PBX's or a phone's own name for itself: only its length is limited, not its user's.
    private static func contact(
        _ message: SIPMessage,
        _ bytes: Span<UInt8>,
        _ limits: Limits
    ) throws(FieldError) -> (address: NameAddress?, isWildcard: Bool) {
        guard let item = firstItem(message, bytes, .contact) else { return (nil, false) }
        if bytes.equals(item, "*") { return (nil, true) }
        var wide = limits
        wide.userBytesMax = limits.uriBytesMax
        do {
            return (try NameAddress(bytes, item, wide), false)
        } catch {
            throw fieldError(error, .contact)
        }
    }

    private static func topVia(_ message: SIPMessage, _ bytes: Span<UInt8>) throws(FieldError) -> Via {
        guard let item = firstItem(message, bytes, .via) else { throw .malformed(.via) }
        do {
            return try Via(bytes, item)
        } catch {
            throw fieldError(error, .via)
        }
    }

    /// The first value on the first line of a list header; nil when there is none.
    private static func firstItem(_ message: SIPMessage, _ bytes: Span<UInt8>, _ name: HeaderName) -> ByteRange? {
        guard let header = message.first(name) else { return nil }
        if !header.mayBeList { return header.valueRange.isEmpty ? nil : header.valueRange }
        var list = ListItems(header.valueRange)
        return list.next(bytes)
    }

    private static func event(_ message: SIPMessage, _ bytes: Span<UInt8>) throws(FieldError) -> EventField? {
        guard let header = message.first(.event) else { return nil }
        do {
            return try EventField(bytes, header.valueRange)
        } catch {
            throw fieldError(error, .event)
        }
    }

    private static func subscriptionState(
        _ message: SIPMessage,
        _ bytes: Span<UInt8>,
        _ limits: Limits
    ) throws(FieldError) -> SubscriptionStateField? {
        guard let header = message.first(.subscriptionState) else { return nil }
        do {
            return try SubscriptionStateField(bytes, header.valueRange, limits)
        } catch {
            throw fieldError(error, .subscriptionState)
        }
    }

    private static func number(
        _ message: SIPMessage,
        _ bytes: Span<UInt8>,
        _ name: HeaderName,
        _ field: Field,
        _ limits: Limits,
        _ max: UInt64
    ) throws(FieldError) -> UInt64? {
        guard let header = message.first(name) else { return nil }
        guard let value = bytes.number(header.valueRange, digitsMax: limits.numberDigitsMax, max: max) else {
            throw .malformed(field)
        }
        return value
    }

    /// A Call-ID is printable ASCII without blanks; RFC 3261 §25.1 allows a little less.
    private static func isWord(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        for offset in range.lower..<range.upper where bytes[offset] <= Bytes.space || bytes[offset] >= 0x7F {
            return false
        }
        return !range.isEmpty
    }

    private static func fieldError(_ error: ValueError, _ field: Field) -> FieldError {
        switch error {
        case .malformed: .malformed(field)
        case .limit(let limit): .limit(field, limit)
        }
    }
}
