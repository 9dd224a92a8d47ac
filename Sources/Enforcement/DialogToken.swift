/// What our Record-Route and Path carry from the request that made a dialog to every later message of it:
/// who is watching what, and over which flow. Never the verdict, which is taken anew each time.
///
/// Wire form: the user part of our URI, base64url of
/// `version key kind accepted pbx device family address port user-length user host-length host resource-length resource code`.
/// The code is HMAC-SHA256 over all before it, the Call-ID and the tag of the party that made the dialog,
/// cut to 128 bits, so that a token is good in its own dialog only.
public struct DialogToken: Equatable, Sendable {
    /// What the token was made for.
    public enum Kind: Equatable, Sendable {
        /// A Path (RFC 3327): requests of the PBX to a registered phone. Not bound to a dialog.
        case path
        /// A dialog made by INVITE, or by anything else that is not a subscription.
        case call
        /// A dialog made by dialling a code that listens; the resource is the extension, empty when the code names none.
        case listening
        /// A subscription.
        case subscription(EventPackage)

        /// Whether such a token says which types were asked for.
        var hasAccepted: Bool {
            guard case .subscription(let package) = self else { return false }
            return package.defaultType != nil
        }
    }

    /// What the token was made for.
    public let kind: Kind
    /// The mark of the PBX that the dialog is with.
    public let pbx: UInt16
    /// Which phone of its owner it is, wherever it moves: as ``CallMark/device``, or the connection of one that is not registered. Zero when unknown.
    public let device: UInt32
    /// The phone at our side of the dialog.
    public let phone: Endpoint
    /// Who the phone had proven to be; the user is empty when it had proven nothing.
    public let watcher: AddressOfRecord
    /// The Request-URI as the phone wrote it of a subscription, the extension of a listening call; else empty.
    public let resource: [UInt8]

    /// The types that the first SUBSCRIBE asked for; empty unless the token is of a subscription whose package has a body.
    let accepted: AcceptedTypes

    /// The phone's own Contact URI, in a token that stands in a Contact of ours; else empty.
    public private(set) var contact: [UInt8] = []

    static let version: UInt8 = 3
    /// On the kind of a token that holds a Contact.
    private static let contactBit: UInt8 = 0x80
    /// On the kind of a token that names a device. Kinds have neither bit themselves.
    private static let deviceBit: UInt8 = 0x20

    /// The token's text, or nil when a part is too long to be carried.
    func encode(callID: Span<UInt8>, tag: Span<UInt8>, keys: TokenKeys) -> [UInt8]? {
        guard watcher.user.count <= Limits.tokenFieldBytesMax, watcher.host.count <= Limits.tokenFieldBytesMax,
            resource.count <= Limits.tokenFieldBytesMax * 2, contact.count <= Limits.tokenFieldBytesMax * 2
        else { return nil }
        var payload: [UInt8] = []
        payload.reserveCapacity(Limits.tokenBytesMax)
        payload.append(Self.version)
        payload.append(keys.current)
        payload.append(
            kindByte | (contact.isEmpty ? 0 : Self.contactBit) | (device == 0 ? 0 : Self.deviceBit)
        )
        if kind.hasAccepted { payload.append(accepted.rawValue) }
        Self.append(UInt64(pbx), count: 2, to: &payload)
        if device != 0 { Self.append(UInt64(device), count: 4, to: &payload) }
        if phone.isIPv4 {
            payload.append(phone.transport.rawValue << 4 | 4)
            Self.append(phone.low, count: 4, to: &payload)
        } else {
            payload.append(phone.transport.rawValue << 4 | 6)
            Self.append(phone.high, count: 8, to: &payload)
            Self.append(phone.low, count: 8, to: &payload)
        }
        Self.append(UInt64(phone.port), count: 2, to: &payload)
        for field in [watcher.user, watcher.host, resource] + (contact.isEmpty ? [] : [contact]) {
            payload.append(UInt8(truncatingIfNeeded: field.count))
            payload.append(contentsOf: field)
        }
        guard payload.count + Limits.tokenTagBytes <= Limits.tokenBytesMax else { return nil }
        let signed = Self.signed(payload[...], kind: kind, callID: callID, tag: tag)
        guard
            keys.append(codeOf: signed, for: .token, key: keys.current, count: Limits.tokenTagBytes, to: &payload)
        else { return nil }
        return Base64URL.encode(payload)
    }

    /// Reads a token and checks its code against the dialog; nil when it is not one of ours for this dialog.
    ///
    /// Of a request in a dialog either tag may be that of the party that made it, so both are tried.
    init?(
        _ text: Span<UInt8>,
        callID: Span<UInt8>,
        tag: Span<UInt8>,
        otherTag: Span<UInt8>,
        keys: TokenKeys
    ) {
        guard text.count <= Limits.tokenBytesMax * 4 / 3 + 4, let bytes = Base64URL.decode(text) else { return nil }
        var reader = TokenReader(bytes)
        guard reader.byte() == Self.version, let key = reader.byte(), let letter = reader.byte(),
            let kind = Self.kind(letter & ~(Self.contactBit | Self.deviceBit)),
            let accepted = kind.hasAccepted ? reader.byte() : 0, let pbx = reader.number(2),
            let device = letter & Self.deviceBit == 0 ? 0 : reader.number(4),
            let phone = reader.endpoint(), let user = reader.field(), let host = reader.field(),
            let resource = reader.field(), let contact = letter & Self.contactBit == 0 ? [] : reader.field(),
            reader.remaining == Limits.tokenTagBytes
        else { return nil }
        let payload = bytes[..<reader.index]
        let code = Array(bytes[reader.index...])
        let first = Self.signed(payload, kind: kind, callID: callID, tag: tag)
        if !keys.verify(code.span, of: first, for: .token, key: key) {
            let second = Self.signed(payload, kind: kind, callID: callID, tag: otherTag)
            guard keys.verify(code.span, of: second, for: .token, key: key) else { return nil }
        }
        self.init(
            kind: kind,
            pbx: UInt16(truncatingIfNeeded: pbx),
            device: UInt32(truncatingIfNeeded: device),
            phone: phone,
            watcher: AddressOfRecord(user: user, host: host),
            resource: resource,
            accepted: AcceptedTypes(rawValue: accepted)
        )
        self.contact = contact
    }

    /// The same for another flow.
    func at(_ phone: Endpoint) -> DialogToken {
        DialogToken(
            kind: kind,
            pbx: pbx,
            device: device,
            phone: phone,
            watcher: watcher,
            resource: resource,
            accepted: accepted
        ).with(contact: contact)
    }

    /// The same with the phone's Contact in it.
    func with(contact: [UInt8]) -> DialogToken {
        var copy = self
        copy.contact = contact
        return copy
    }

    init(
        kind: Kind,
        pbx: UInt16,
        device: UInt32 = 0,
        phone: Endpoint,
        watcher: AddressOfRecord,
        resource: [UInt8],
        accepted: AcceptedTypes = []
    ) {
        self.kind = kind
        self.pbx = pbx
        self.device = device
        self.phone = phone
        self.watcher = watcher
        self.resource = resource
        self.accepted = accepted
    }

    private var kindByte: UInt8 {
        switch kind {
        case .path: 0x40
        case .call: 0x41
        case .listening: 0x42
        case .subscription(let package): package.rawValue
        }
    }

    private static func kind(_ byte: UInt8) -> Kind? {
        switch byte {
        case 0x40: .path
        case 0x41: .call
        case 0x42: .listening
        default: EventPackage(rawValue: byte).map(Kind.subscription)
        }
    }

    private static func signed(
        _ payload: ArraySlice<UInt8>,
        kind: Kind,
        callID: Span<UInt8>,
        tag: Span<UInt8>
    ) -> [UInt8] {
        var signed: [UInt8] = []
        signed.reserveCapacity(payload.count + callID.count + tag.count + 2)
        signed.append(contentsOf: payload)
        guard kind != .path else { return signed }
        signed.append(0)
        callID.withUnsafeBufferPointer { signed.append(contentsOf: $0) }
        signed.append(0)
        tag.withUnsafeBufferPointer { signed.append(contentsOf: $0) }
        return signed
    }

    /// The lowest `count` bytes, in network order.
    private static func append(_ value: UInt64, count: Int, to payload: inout [UInt8]) {
        for index in 1...count { payload.append(UInt8(truncatingIfNeeded: value >> UInt64((count - index) * 8))) }
    }
}

/// Takes a token's fields off its bytes, in order; every step is nil past the end.
private struct TokenReader {
    let bytes: [UInt8]
    private(set) var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - index }

    mutating func byte() -> UInt8? {
        guard index < bytes.count else { return nil }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func number(_ count: Int) -> UInt64? {
        guard remaining >= count else { return nil }
        var value: UInt64 = 0
        for _ in 0..<count { value = value << 8 | UInt64(byte() ?? 0) }
        return value
    }

    mutating func endpoint() -> Endpoint? {
        guard let kind = byte(), let transport = Transport(rawValue: kind >> 4) else { return nil }
        switch kind & 15 {
        case 4:
            guard let address = number(4), let port = number(2) else { return nil }
            return Endpoint(
                ipv4: UInt32(truncatingIfNeeded: address),
                port: UInt16(truncatingIfNeeded: port),
                transport: transport
            )
        case 6:
            guard let high = number(8), let low = number(8), let port = number(2) else { return nil }
            return Endpoint(
                high: high,
                low: low,
                port: UInt16(truncatingIfNeeded: port),
                transport: transport
            )
        default:
            return nil
        }
    }

    mutating func field() -> [UInt8]? {
        guard let count = byte(), remaining >= Int(count) else { return nil }
        defer { index += Int(count) }
        return Array(bytes[index..<(index + Int(count))])
    }
}
