import SIPMessage

/// The branch of the Via that we add, computed from the message (RFC 3261 §16.11), so that an INVITE, its CANCEL and its ACK
/// get the same one and we need no transaction state.
///
/// It is also what makes a response ours: its code covers the previous hop's address and transaction, so that a response is sent back
/// only where a request came from. Form: `z9hG4bKes`, a letter for mark and transport, base64url characters, and for REGISTER `.`, or `-`
/// when it carries credentials, and eight hexadecimal digits that name the Contact asked for; `_` and eight digits say how far the CSeq
/// number was moved, since it may be moved further while the answer is on its way.
struct Branch: Equatable {
    /// What the response to this request must be turned into.
    enum Mark: UInt8, Equatable, CaseIterable {
        case plain = 0x30  // "0"
        /// A NOTIFY whose watcher has lost the right: its response becomes 481 toward the PBX.
        case revoked = 0x72  // "r"
        /// A request of a phone on a listening call: its response may not tell who is listened to.
        case listening = 0x48  // "H"
        /// A BYE of a phone on a listening call that goes to where the call is: what the PBX says to it may end that.
        case end = 0x62  // "b"
        /// A SUBSCRIBE in its dialog: where the PBX does not know it any more, or counts otherwise, the phone begins anew.
        case refresh = 0x50  // "P"

        /// Whether it is of a request on a listening call.
        var isOfListening: Bool { self == .listening || self == .end }
    }

    /// What a REGISTER asked for, to be looked up in the PBX's answer.
    enum ContactMark: Equatable {
        case absent
        case hash(UInt32, hasCredentials: Bool)
    }

    private static let withoutCredentials = UInt8(ascii: ".")
    private static let withCredentials = UInt8(ascii: "-")
    private static let moved = UInt8(ascii: "_")
    private static let cookie = Array("z9hG4bKes".utf8)

    let mark: Mark
    let contact: ContactMark
    /// How far the CSeq number of the request was moved. The origin has the sender's own number.
    let shift: UInt32

    /// What a branch is computed from: the previous hop's transaction and where it is.
    struct Origin {
        var branch: [UInt8]
        var callID: [UInt8]
        var fromTag: [UInt8]
        var cseq: UInt32
        var endpoint: Endpoint

        fileprivate var signed: [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(branch.count + callID.count + fromTag.count + 48)
            for field in [branch, callID, fromTag] {
                bytes.append(contentsOf: field)
                bytes.append(0)
            }
            let port = UInt64(endpoint.transport.rawValue) << 16 | UInt64(endpoint.port)
            for word in [UInt64(cseq), endpoint.high, endpoint.low, port] {
                withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
            }
            return bytes
        }
    }

    /// The branch parameter's value.
    func encode(for origin: Origin, keys: TokenKeys) -> [UInt8] {
        let suffix = suffix
        var keyed: [UInt8] = []
        keyed.reserveCapacity(Limits.branchTagBytes + 1)
        keyed.append(keys.current)
        _ = keys.append(
            codeOf: signed(with: origin, suffix),
            for: .branch,
            key: keys.current,
            count: Limits.branchTagBytes,
            to: &keyed
        )
        var text: [UInt8] = []
        text.reserveCapacity(64)
        text.append(contentsOf: Self.cookie)
        text.append(letter(origin))
        Base64URL.append(keyed, to: &text)
        text.append(contentsOf: suffix)
        return text
    }

    private var suffix: [UInt8] {
        if shift > 0 { return [Self.moved] + Self.digits(shift) }
        guard case .hash(let hash, let hasCredentials) = contact else { return [] }
        return [hasCredentials ? Self.withCredentials : Self.withoutCredentials] + Self.digits(hash)
    }

    private static func digits(_ number: UInt32) -> [UInt8] {
        Base16.encode((0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(24 - $0 * 8)) })
    }

    private func signed(with origin: Origin, _ suffix: [UInt8]) -> [UInt8] {
        var signed = origin.signed
        signed.append(letter(origin))
        signed.append(contentsOf: suffix)
        return signed
    }

    /// What the response must become and how the request came, in one byte.
    private func letter(_ origin: Origin) -> UInt8 { mark.rawValue + origin.endpoint.transport.rawValue }

    private static func read(letter: UInt8) -> (mark: Mark, transport: Transport)? {
        for mark in Mark.allCases where letter >= mark.rawValue {
            if let transport = Transport(rawValue: letter - mark.rawValue) { return (mark, transport) }
        }
        return nil
    }

    /// How the request of this branch came, by the branch itself; nil when it does not look like one of ours.
    static func transport(of branch: Span<UInt8>) -> Transport? {
        isOurs(branch) ? read(letter: branch[cookie.count])?.transport : nil
    }

    /// How far the CSeq number of the request of this branch was moved, by the branch itself; 0 when it does not say.
    static func shift(of branch: Span<UInt8>) -> UInt32 {
        let start = cookie.count + 1 + Base64URL.textCount(bytes: Limits.branchTagBytes + 1)
        guard isOurs(branch), branch.count > start, branch[start] == moved else { return 0 }
        return number(branch.extracting((start + 1)..<branch.count)) ?? 0
    }

    /// Whether a branch looks like one of ours; says nothing about its code.
    static func isOurs(_ branch: Span<UInt8>) -> Bool {
        guard branch.count > cookie.count else { return false }
        return ASCII.equal(branch.extracting(0..<cookie.count), cookie.span)
    }

    /// Reads a branch and checks its code against the origin that the message names; nil when it is not ours or does not fit.
    init?(_ branch: Span<UInt8>, origin: Origin, keys: TokenKeys) {
        let codeStart = Self.cookie.count + 1
        let codeEnd = codeStart + Base64URL.textCount(bytes: Limits.branchTagBytes + 1)
        guard Self.isOurs(branch), branch.count >= codeEnd,
            let (mark, transport) = Self.read(letter: branch[codeStart - 1]),
            transport == origin.endpoint.transport,
            let keyed = Base64URL.decode(branch.extracting(codeStart..<codeEnd)), let key = keyed.first
        else { return nil }
        let suffix = branch.extracting(codeEnd..<branch.count)
        self.mark = mark
        if !suffix.isEmpty, suffix[0] == Self.moved {
            guard let shift = Self.number(suffix.extracting(1..<suffix.count)), shift > 0 else { return nil }
            (self.contact, self.shift) = (.absent, shift)
        } else {
            guard let contact = Self.contact(suffix) else { return nil }
            (self.contact, self.shift) = (contact, 0)
        }
        let code = Array(keyed.dropFirst())
        guard keys.verify(code.span, of: signed(with: origin, self.suffix), for: .branch, key: key) else { return nil }
    }

    init(mark: Mark = .plain, contact: ContactMark = .absent, shift: UInt32 = 0) {
        self.mark = mark
        self.contact = contact
        self.shift = shift
    }

    private static func contact(_ suffix: Span<UInt8>) -> ContactMark? {
        if suffix.isEmpty { return .absent }
        guard [withCredentials, withoutCredentials].contains(suffix[0]) else { return nil }
        return number(suffix.extracting(1..<suffix.count)).map {
            .hash($0, hasCredentials: suffix[0] == withCredentials)
        }
    }

    /// Eight hexadecimal digits.
    private static func number(_ text: Span<UInt8>) -> UInt32? {
        guard text.count == 8 else { return nil }
        var number: UInt32 = 0
        for index in 0..<8 {
            guard let digit = ASCII.hexValue(text[index]) else { return nil }
            number = number << 4 | UInt32(digit)
        }
        return number
    }
}
