import COsip
import COsipArena
import NIOCore

/// libosip2 as the second reader. It sees a decision value at a time of a normal message, and the head of an unusual
/// one without its Content-Type and Content-Length lines; never a body. Everything that it allocates is in a
/// thread-local arena of 64 KiB, and gone at the next use. The only file that knows libosip2.
///
/// INVARIANT: no C pointer leaves this file, and `osip_message_to_str` is never called: it writes what it understood,
/// not what was said.
enum OsipReader {
    private static let isStarted: Bool = {
        cosip_arena_start()
        return true
    }()

    /// Throws `disagreement` when libosip2 reads another value than we did, or cannot read one at all.
    static func agree(_ message: SIPMessage, _ fields: DecisionFields) throws(FieldError) {
        try agree(message, fields, isWhole: message.isUnusual)
    }

    /// The same with the choice of parser given: the whole-message parser on the head, or the value parsers.
    static func agree(_ message: SIPMessage, _ fields: DecisionFields, isWhole: Bool) throws(FieldError) {
        guard isStarted else { throw .disagreement(.head) }
        let difference = message.bytes.withUnsafeReadableBytes { bytes in
            cosip_arena_reset()
            return isWhole ? head(message, fields, bytes) : values(message, fields, bytes)
        }
        if let difference { throw .disagreement(difference) }
    }

    /// Bytes of the arena that the last use on this thread took.
    static var arenaBytesUsed: Int { cosip_arena_used() }

    // MARK: - A value at a time

    private static func values(
        _ message: SIPMessage,
        _ fields: DecisionFields,
        _ bytes: UnsafeRawBufferPointer
    ) -> Field? {
        if let uri = fields.requestURI {
            var parsed: UnsafeMutablePointer<osip_uri_t>?
            guard osip_uri_init(&parsed) == 0, let parsed, let text = text(uri.range, bytes),
                osip_uri_parse(parsed, text) == 0, same(parsed, uri, bytes)
            else { return .requestURI }
        }
        guard let from = message.first(.from), sameAddress(from.valueRange, fields.from, bytes) else { return .from }
        guard let to = message.first(.to), sameAddress(to.valueRange, fields.to, bytes) else { return .to }
        var callID: UnsafeMutablePointer<osip_call_id_t>?
        guard osip_call_id_init(&callID) == 0, let callID, let callText = text(fields.callID, bytes),
            osip_call_id_parse(callID, callText) == 0, same(callID, fields.callID, bytes)
        else { return .callID }
        var sequence: UnsafeMutablePointer<osip_cseq_t>?
        guard osip_cseq_init(&sequence) == 0, let sequence, let header = message.first(.cseq),
            let cseqText = text(header.valueRange, bytes), osip_cseq_parse(sequence, cseqText) == 0,
            same(sequence, fields, bytes)
        else { return .cseq }
        var via: UnsafeMutablePointer<osip_via_t>?
        guard osip_via_init(&via) == 0, let via, let viaText = text(fields.topVia.range, bytes),
            osip_via_parse(via, viaText) == 0, same(via, fields.topVia, bytes)
        else { return .via }
        return nil
    }

    private static func sameAddress(
        _ range: ByteRange,
        _ address: NameAddress,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        var parsed: UnsafeMutablePointer<osip_from_t>?
        guard osip_from_init(&parsed) == 0, let parsed, let text = text(range, bytes),
            osip_from_parse(parsed, text) == 0
        else { return false }
        return same(parsed, address, bytes)
    }

    // MARK: - The head of an unusual message

    private static func head(
        _ message: SIPMessage,
        _ fields: DecisionFields,
        _ bytes: UnsafeRawBufferPointer
    ) -> Field? {
        let head = canonicalHead(message, bytes)
        var parsed: UnsafeMutablePointer<osip_message_t>?
        guard osip_message_init(&parsed) == 0, let parsed else { return .head }
        let result = head.withUnsafeBytes { raw in
            osip_message_parse(parsed, raw.assumingMemoryBound(to: CChar.self).baseAddress, raw.count)
        }
        guard result == 0 else { return .head }
        switch message.startLine {
        case .request(_, let method, _):
            guard same(parsed.pointee.sip_method, method, bytes) else { return .method }
        case .response(let status, _):
            guard Int(parsed.pointee.status_code) == status else { return .method }
        }
        if let uri = fields.requestURI {
            guard let other = parsed.pointee.req_uri, same(other, uri, bytes) else { return .requestURI }
        }
        guard let from = parsed.pointee.from, same(from, fields.from, bytes) else { return .from }
        guard let to = parsed.pointee.to, same(to, fields.to, bytes) else { return .to }
        guard let callID = parsed.pointee.call_id, same(callID, fields.callID, bytes) else { return .callID }
        guard let sequence = parsed.pointee.cseq, same(sequence, fields, bytes) else { return .cseq }
        guard let via = osip_list_get(&parsed.pointee.vias, 0)?.assumingMemoryBound(to: osip_via_t.self),
            same(via, fields.topVia, bytes)
        else { return .via }
        let event = fields.event.map { ByteRange(lower: $0.type.lower, upper: $0.parameters.upper) }
        guard same(header(parsed, "event"), event, bytes) else { return .event }
        guard header(parsed, "expires").flatMap(decimal) == fields.expires.map({ UInt64($0) }) else { return .expires }
        return nil
    }

    /// The head as libosip2 may see it: long names, because it does not know most compact forms, and nothing that would
    /// make it look for a body. Ends with the empty line.
    static func canonicalHead(_ message: SIPMessage, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(message.body.lower &+ 256)
        switch message.startLine {
        case .request(_, let method, let uri):
            head.append(contentsOf: bytes[method.lower..<uri.upper])
            head.append(contentsOf: " SIP/2.0\r\n".utf8)
        case .response(let status, let reason):
            head.append(contentsOf: "SIP/2.0 \(status) ".utf8)
            head.append(contentsOf: bytes[reason.lower..<reason.upper])
            head.append(contentsOf: "\r\n".utf8)
        }
        for header in message.headers where header.name != .contentType && header.name != .contentLength {
            if header.name == .other {
                head.append(contentsOf: bytes[header.nameRange.lower..<header.nameRange.upper])
            } else {
                head.append(contentsOf: header.name.canonical.utf8)
            }
            head.append(contentsOf: ": ".utf8)
            head.append(contentsOf: bytes[header.valueRange.lower..<header.valueRange.upper])
            head.append(contentsOf: "\r\n".utf8)
        }
        head.append(contentsOf: "\r\n".utf8)
        return head
    }

    private static func header(
        _ message: UnsafeMutablePointer<osip_message_t>,
        _ name: String
    ) -> UnsafeMutablePointer<CChar>? {
        var header: UnsafeMutablePointer<osip_header_t>?
        guard osip_message_header_get_byname(message, name, 0, &header) >= 0 else { return nil }
        return header?.pointee.hvalue
    }

    // MARK: - What "the same" is

    /// Scheme, user, host and port. libosip2 decodes escapes in the user, and knows tel only as scheme and rest.
    private static func same(
        _ parsed: UnsafeMutablePointer<osip_uri_t>,
        _ uri: SIPURI,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        let other = parsed.pointee
        let colon = colon(of: uri, bytes)
        guard sameFolded(other.scheme, ByteRange(lower: uri.range.lower, upper: colon), bytes) else { return false }
        switch uri.scheme {
        case .tel, .other:
            return same(other.string, ByteRange(lower: colon + 1, upper: uri.range.upper), bytes)
        case .sip, .sips:
            return sameUnescaped(other.username, uri.user, bytes)
                && same(other.host, inBrackets(uri.host, bytes), bytes)
                && same(other.port, uri.port)
        }
    }

    private static func colon(of uri: SIPURI, _ bytes: UnsafeRawBufferPointer) -> Int {
        switch uri.scheme {
        case .sip, .tel: uri.range.lower + 3
        case .sips: uri.range.lower + 4
        case .other: bytes[uri.range.lower..<uri.range.upper].firstIndex(of: Bytes.colon) ?? uri.range.upper
        }
    }

    /// URI and tag.
    private static func same(
        _ parsed: UnsafeMutablePointer<osip_from_t>,
        _ address: NameAddress,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let uri = parsed.pointee.url, same(uri, address.uri, bytes) else { return false }
        return same(parameter(&parsed.pointee.gen_params, "tag"), address.tag, bytes)
    }

    private static func same(
        _ parsed: UnsafeMutablePointer<osip_call_id_t>,
        _ callID: ByteRange,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        let at = bytes[callID.lower..<callID.upper].firstIndex(of: Bytes.at)
        let host = at.map { ByteRange(lower: $0 + 1, upper: callID.upper) }
        return same(parsed.pointee.number, ByteRange(lower: callID.lower, upper: at ?? callID.upper), bytes)
            && same(parsed.pointee.host, host, bytes)
    }

    private static func same(
        _ parsed: UnsafeMutablePointer<osip_cseq_t>,
        _ fields: DecisionFields,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let number = parsed.pointee.number else { return false }
        return decimal(number) == UInt64(fields.cseqNumber)
            && same(parsed.pointee.method, fields.cseqMethodRange, bytes)
    }

    /// Transport, sent-by and branch.
    private static func same(
        _ parsed: UnsafeMutablePointer<osip_via_t>,
        _ via: Via,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        same(parsed.pointee.protocol, via.transportRange, bytes)
            && same(parsed.pointee.host, inBrackets(via.sentByHost, bytes), bytes)
            && same(parsed.pointee.port, via.sentByPort)
            && same(parameter(&parsed.pointee.via_params, "branch"), via.branch, bytes)
    }

    private static func parameter(
        _ list: UnsafeMutablePointer<osip_list_t>,
        _ name: StaticString
    ) -> UnsafeMutablePointer<CChar>? {
        var index: Int32 = 0
        while let element = osip_list_get(list, index) {
            let parameter = element.assumingMemoryBound(to: osip_uri_param_t.self).pointee
            if let other = parameter.gname, isNamed(other, name) { return parameter.gvalue }
            index += 1
        }
        return nil
    }

    private static func isNamed(_ text: UnsafeMutablePointer<CChar>, _ name: StaticString) -> Bool {
        for index in 0..<name.utf8CodeUnitCount
        where UInt8(bitPattern: text[index]) | 0x20 != name.utf8Start[index] || text[index] == 0 { return false }
        return text[name.utf8CodeUnitCount] == 0
    }

    /// An IPv6 address without its brackets, as libosip2 keeps it.
    private static func inBrackets(_ host: ByteRange, _ bytes: UnsafeRawBufferPointer) -> ByteRange {
        guard host.count > 2, bytes[host.lower] == Bytes.leftBracket else { return host }
        return ByteRange(lower: host.lower + 1, upper: host.upper - 1)
    }

    private static func text(_ range: ByteRange, _ bytes: UnsafeRawBufferPointer) -> UnsafeMutablePointer<CChar>? {
        guard range.upper <= bytes.count, let base = bytes.baseAddress else { return nil }
        return cosip_arena_text(base + range.lower, range.count)
    }

    private static func same(
        _ text: UnsafeMutablePointer<CChar>?,
        _ range: ByteRange?,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let text else { return range == nil }
        guard let range else { return false }
        for index in 0..<range.count where UInt8(bitPattern: text[index]) != bytes[range.lower + index] { return false }
        return text[range.count] == 0
    }

    private static func sameFolded(
        _ text: UnsafeMutablePointer<CChar>?,
        _ range: ByteRange,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let text else { return false }
        for index in 0..<range.count
        where text[index] == 0 || UInt8(bitPattern: text[index]) | 0x20 != bytes[range.lower + index] | 0x20 {
            return false
        }
        return text[range.count] == 0
    }

    private static func sameUnescaped(
        _ text: UnsafeMutablePointer<CChar>?,
        _ range: ByteRange?,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let text else { return range == nil }
        guard let range else { return false }
        var index = 0
        var offset = range.lower
        while offset < range.upper {
            var byte = bytes[offset]
            offset += 1
            if byte == Bytes.percent, offset + 1 < range.upper, let high = Bytes.hexValue(bytes[offset]),
                let low = Bytes.hexValue(bytes[offset + 1])
            {
                byte = high << 4 | low
                offset += 2
            }
            guard byte != 0, UInt8(bitPattern: text[index]) == byte else { return false }
            index += 1
        }
        return text[index] == 0
    }

    private static func same(_ text: UnsafeMutablePointer<CChar>?, _ port: UInt16?) -> Bool {
        guard let text else { return port == nil }
        return decimal(text) == port.map { UInt64($0) }
    }

    /// The number that the text is; nil when it is none or has more than 18 digits.
    private static func decimal(_ text: UnsafeMutablePointer<CChar>) -> UInt64? {
        var value: UInt64 = 0
        var index = 0
        while index < 19, Bytes.isDigit(UInt8(bitPattern: text[index])) {
            value = value &* 10 &+ UInt64(UInt8(bitPattern: text[index]) &- 0x30)
            index += 1
        }
        return index > 0 && index < 19 && text[index] == 0 ? value : nil
    }
}
