/// A nonce that is not remembered: what it was made for is signed into it (RFC 7616 §5.4).
///
/// Text: `es1.`, then base64url of `key time code`. The code is HMAC-SHA256 over time, flow, realm and Call-ID, cut to 128 bits. So a
/// nonce is good for the flow and the call or subscription that it was given to, and for some seconds.
/// `docs/decisions/0007-stateless-nonces.md` says what that stops, and what not.
struct DigestNonce: Equatable {
    /// What a nonce is good for.
    struct Scope {
        var flow: Flow
        var realm: [UInt8]
        var callID: [UInt8]

        fileprivate func signed(_ time: UInt64) -> [UInt8] {
            var bytes: [UInt8] = [flow.socket.rawValue, flow.remote.transport.rawValue]
            bytes.reserveCapacity(realm.count + callID.count + 36)
            for word in [time, flow.remote.high, flow.remote.low, UInt64(flow.remote.port)] {
                withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
            }
            for field in [realm, callID] {
                bytes.append(contentsOf: field)
                bytes.append(0)
            }
            return bytes
        }
    }

    private static let mark = Array("es1.".utf8)
    private static let timeBytes = 8
    /// Of the whole text: 25 bytes are 34 characters of base64url.
    private static let characters = mark.count + ((1 + timeBytes + Limits.nonceTagBytes) * 8 + 5) / 6

    /// When it was made.
    let made: Moment

    /// The nonce's text.
    static func encode(for scope: Scope, at now: Moment, keys: TokenKeys) -> [UInt8] {
        let time = UInt64(bitPattern: now.unixSeconds)
        var payload: [UInt8] = [keys.current]
        withUnsafeBytes(of: time.bigEndian) { payload.append(contentsOf: $0) }
        let code = keys.code(scope.signed(time), for: .nonce, key: keys.current, count: Limits.nonceTagBytes) ?? []
        return mark + Base64URL.encode(payload + code)
    }

    /// Whether a nonce looks like one of ours; says nothing about its code.
    static func isOurs(_ text: [UInt8]) -> Bool {
        text.count == characters && text.starts(with: mark)
    }

    /// Reads a nonce; nil when it is not one that we made for this scope, however old.
    init?(_ text: [UInt8], for scope: Scope, keys: TokenKeys) {
        guard Self.isOurs(text), let bytes = Base64URL.decode(text.span.extracting(Self.mark.count..<text.count)),
            bytes.count == 1 + Self.timeBytes + Limits.nonceTagBytes
        else { return nil }
        let time = bytes[1...Self.timeBytes].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let code = Array(bytes[(1 + Self.timeBytes)...])
        guard keys.verify(code.span, of: scope.signed(time), for: .nonce, key: bytes[0]) else { return nil }
        made = Moment(unixSeconds: Int64(bitPattern: time))
    }

    /// Whether it is young enough. A few seconds of the future are let pass: another node with the same keys may have made it.
    func isFresh(at now: Moment, seconds: Int64) -> Bool {
        let (age, overflow) = now.unixSeconds.subtractingReportingOverflow(made.unixSeconds)
        return !overflow && age >= -Limits.nonceAheadSeconds && age <= seconds
    }
}
