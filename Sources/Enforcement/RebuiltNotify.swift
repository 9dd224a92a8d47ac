import EventBody
import NIOCore
import SIPMessage

/// A NOTIFY written anew: constants, enumerated tokens, the dialog's own identifiers and URIs, and a rebuilt body. No header of the PBX's
/// NOTIFY is in it that is not named here.
struct RebuiltNotify {
    private let arrival: Arrival
    private let event: [UInt8]
    private let state: [UInt8]
    /// Whether the document is a resource list, which a phone must be told (RFC 4662 §4.5).
    private let isList: Bool
    /// Call-Info of a shared line; nil when the NOTIFY has none.
    private let appearances: [UInt8]?
    /// The rebuilt document; nil when the NOTIFY has none.
    let body: RebuiltBody?
    /// Why nothing could be made of the PBX's document; nil when something could.
    let failure: FailureReason?

    /// The watcher's right is gone: the subscription ends, and no state is told (RFC 6665 §4.1.3).
    static func terminated(_ arrival: Arrival, _ subscription: Subscription) -> RebuiltNotify {
        RebuiltNotify(
            arrival: arrival,
            event: EventText.write(arrival, subscription.package),
            state: Array("terminated;reason=rejected".utf8),
            isList: false,
            appearances: nil,
            body: nil,
            failure: nil
        )
    }

    /// The status without the caller.
    static func status(
        _ arrival: Arrival,
        _ subscription: Subscription,
        list: RebuiltList?,
        keys: TokenKeys
    ) -> RebuiltNotify {
        if list == nil, subscription.rebuild == .appearances { return sharedLine(arrival, subscription) }
        let body = list?.body ?? body(arrival, subscription, keys)
        var failure: FailureReason?
        if case .failedClosed(let reason)? = body?.outcome { failure = reason }
        // A safe body is for the package that phones expect it in; in another one none says least.
        let isExpected = failure == nil || subscription.judged == subscription.package
        return RebuiltNotify(
            arrival: arrival,
            event: EventText.write(arrival, subscription.package),
            state: StateText.write(arrival),
            isList: list != nil,
            appearances: nil,
            body: isExpected ? body : nil,
            failure: failure
        )
    }

    /// The keys of a shared line, whose packages have no body. One that comes nevertheless is left out.
    private static func sharedLine(_ arrival: Arrival, _ subscription: Subscription) -> RebuiltNotify {
        let appearances = AppearanceText(arrival, of: subscription.resource)
        let hasBody = arrival.message.body.count > 0
        return RebuiltNotify(
            arrival: arrival,
            event: EventText.write(arrival, subscription.package),
            state: StateText.write(arrival),
            isList: false,
            appearances: appearances.value,
            body: nil,
            failure: !appearances.isReadable ? .nothingReadable : hasBody ? .unknownType : nil
        )
    }

    private static func body(_ arrival: Arrival, _ subscription: Subscription, _ keys: TokenKeys) -> RebuiltBody? {
        let message = arrival.message
        guard message.body.count > 0, case .document(let package)? = subscription.rebuild else { return nil }
        let type = arrival.fields.contentType.map(message.copy) ?? []
        let document = message.copy(message.body)
        return BodyRebuilder.rebuild(
            document.span,
            contentType: type.span,
            contentEncoding: message.first(.contentEncoding) != nil,
            package: package,
            resource: subscription.record,
            pseudonym: pseudonym(arrival, keys)
        )
    }

    /// Pseudonyms for the ids of the documents of one subscription.
    static func pseudonym(_ arrival: Arrival, _ keys: TokenKeys) -> (Span<UInt8>) -> String {
        let dialog = arrival.callID + [0] + arrival.toTag + [0]
        return { keys.hexadecimal(dialog + $0.array(), for: .pseudonym, count: 8) }
    }

    /// The whole message. Vias below ours are the PBX's, which it needs to match the answer.
    ///
    /// - Parameter target: the Request-URI, where it is not the one that came.
    func serialize(via: [UInt8], received remote: Endpoint, target: [UInt8]?) -> ByteBuffer {
        let message = arrival.message
        var out = ByteBufferAllocator().buffer(capacity: 1024 + (body?.bytes.count ?? 0))
        if case .request(_, let method, let uri) = message.startLine {
            write(method, &out)
            out.writeStaticString(" ")
            if let target { out.writeBytes(target) } else { write(uri, &out) }
            out.writeStaticString(" SIP/2.0\r\n")
        }
        line("Via", via, &out)
        for (index, item) in arrival.vias.enumerated() {
            let value = message.copy(item.range)
            line("Via", index == 0 ? ReceivedVia.text(of: value, from: remote) : value, &out)
        }
        let hops = arrival.fields.maxForwards.map { max(0, $0 - 1) } ?? Limits.maxForwardsDefault
        line("Max-Forwards", number: hops, &out)
        line("From", AddressText.write(arrival.fields.from, in: message), &out)
        line("To", AddressText.write(arrival.fields.to, in: message), &out)
        line("Call-ID", arrival.callID, &out)
        line("CSeq", number: Int(arrival.fields.cseqNumber), then: " NOTIFY", &out)
        if let contact = arrival.fields.contact {
            line("Contact", AddressText.writeContact(contact, in: message), &out)
        }
        line("Event", event, &out)
        line("Subscription-State", state, &out)
        if isList { line("Require", Array("eventlist".utf8), &out) }
        if let appearances { line("Call-Info", appearances, &out) }
        if let body { line("Content-Type", Array(body.contentType.utf8), &out) }
        line("Content-Length", number: body?.bytes.count ?? 0, &out)
        out.writeStaticString("\r\n")
        if let body { out.writeBytes(body.bytes) }
        return out
    }

    private func write(_ range: ByteRange, _ out: inout ByteBuffer) {
        arrival.message.withBytes(range) { bytes in
            _ = bytes.withUnsafeBytes { out.writeBytes($0) }
        }
    }

    private func line(_ name: StaticString, number: Int, then rest: StaticString = "", _ out: inout ByteBuffer) {
        out.writeStaticString(name)
        out.writeStaticString(": ")
        out.writeString(String(number))
        out.writeStaticString(rest)
        out.writeStaticString("\r\n")
    }

    private func line(_ name: StaticString, _ value: [UInt8], _ out: inout ByteBuffer) {
        out.writeStaticString(name)
        out.writeStaticString(": ")
        out.writeBytes(value)
        out.writeStaticString("\r\n")
    }
}
