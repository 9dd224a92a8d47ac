/// One PBX that requests of phones can go to.
public struct PBX: Sendable, Hashable {
    /// Where it listens, and how messages travel to it.
    public let endpoint: Endpoint
    /// Names it in our tokens, so that a dialog stays with the PBX that it was made with, over a restart too.
    public let mark: UInt16

    /// How its requests come through us.
    public let contact: ContactMode

    /// How it reads the user part of a resource.
    public let profile: TargetProfile
    /// The name that its certificate must hold; its address when nil.
    public let name: String?

    /// A PBX.
    public init(
        _ endpoint: Endpoint,
        contact: ContactMode = .path,
        profile: TargetProfile = .generic,
        name: String? = nil
    ) {
        self.endpoint = endpoint
        self.contact = contact
        self.profile = profile
        self.name = name
        // FNV-1a folded to 16 bits. It tells apart a few PBXes and guards nothing: the token that carries it is signed.
        var hash: UInt32 = 0x811C_9DC5
        for word in [endpoint.high, endpoint.low, UInt64(endpoint.port)] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash = (hash ^ UInt32(truncatingIfNeeded: word >> shift & 0xFF)) &* 0x0100_0193
            }
        }
        mark = UInt16(truncatingIfNeeded: hash ^ hash >> 16)
    }

    /// Whether it is at the same address and port, by whatever transport.
    public func isAt(_ other: Endpoint) -> Bool {
        endpoint.port == other.port && isAtAddress(of: other)
    }

    func isAtAddress(of other: Endpoint) -> Bool {
        endpoint.low == other.low && endpoint.high == other.high
    }
}

/// The PBXes, in order of preference, and which of them can be reached now. A value: whoever learns more makes a new one.
public struct PBXGroup: Sendable, Equatable {
    /// More than these are not looked at.
    public static let membersMax = 32

    /// In order of preference.
    public let members: [PBX]
    /// Bits of the members that do not answer.
    private var down: UInt32 = 0
    /// Bits of the members, reached by UDP, that take TCP connections at the same port.
    private var alsoTCP: UInt32 = 0

    /// Bits of the members that take a request from us for authenticated.
    private var trusting: UInt32 = 0

    /// How resources are read: as the one profile of all members has it, else as any of them might.
    let profile: TargetProfile

    /// A group in which every member is taken to be up.
    public init(_ members: [PBX]) {
        self.members = Array(members.prefix(Self.membersMax))
        let profiles = Set(members.map(\.profile))
        profile = profiles.count == 1 ? profiles.first ?? .generic : .generic
    }

    /// These members instead, with what is known of those that were there before.
    public func replacing(_ members: [PBX]) -> PBXGroup {
        var group = PBXGroup(members)
        for (index, pbx) in group.members.enumerated() {
            guard let old = self.members.firstIndex(where: { $0.endpoint == pbx.endpoint }) else { continue }
            group.set(index, isUp: isUp(old))
            group.set(index, takesTCP: alsoTCP & Self.bit(old) != 0)
            group.set(index, trustsUs: trusting & Self.bit(old) != 0)
        }
        return group
    }

    /// The place of the member at just that endpoint.
    public func index(of endpoint: Endpoint) -> Int? { members.firstIndex { $0.endpoint == endpoint } }

    /// A group of PBXes at these addresses.
    public init(_ endpoints: [Endpoint]) {
        self.init(endpoints.map { PBX($0) })
    }

    /// Whether a member answers, as far as is known.
    public func isUp(_ index: Int) -> Bool { down & Self.bit(index) == 0 }

    /// Says whether a member answers.
    public mutating func set(_ index: Int, isUp: Bool) {
        down = isUp ? down & ~Self.bit(index) : down | Self.bit(index)
    }

    /// Says whether a member that is reached by UDP takes TCP connections too.
    public mutating func set(_ index: Int, takesTCP: Bool) {
        alsoTCP = takesTCP ? alsoTCP | Self.bit(index) : alsoTCP & ~Self.bit(index)
    }

    /// Says whether a member takes a request from us for authenticated, whoever the phone is.
    public mutating func set(_ index: Int, trustsUs: Bool) {
        trusting = trustsUs ? trusting | Self.bit(index) : trusting & ~Self.bit(index)
    }

    /// Whether any member would take any phone's word for who it is.
    public var hasTrusting: Bool { trusting != 0 }

    /// Where to send a message that is too large for UDP (RFC 3261 §18.1.1); nil when the PBX listens nowhere else.
    func largeMessageEndpoint(of pbx: PBX) -> Endpoint? {
        guard pbx.endpoint.transport == .udp, let index = members.firstIndex(of: pbx), alsoTCP & Self.bit(index) != 0
        else { return nil }
        return pbx.endpoint.by(.tcp)
    }

    /// The first member that answers.
    var preferred: PBX? { members.indices.first(where: isUp).map { members[$0] } }

    /// The member with this mark; nil when the configuration has it no more.
    func member(marked mark: UInt16) -> PBX? { members.first { $0.mark == mark } }

    func isUp(_ pbx: PBX) -> Bool { members.firstIndex(of: pbx).map(isUp) ?? false }

    /// The member that sends from there. A PBX sends UDP from the port that it listens at, but opens connections from any port.
    public func member(at remote: Endpoint) -> PBX? {
        members.first { $0.isAt(remote) }
            ?? (remote.transport.isReliable ? members.first { $0.isAtAddress(of: remote) } : nil)
    }

    private static func bit(_ index: Int) -> UInt32 { 1 << UInt32(index) }
}
