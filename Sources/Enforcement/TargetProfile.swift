/// The make of a PBX, as far as it decides which user parts mean the same resource to it.
///
/// Where the resource stands in a message differs too: Asterisk and Kamailio take the Request-URI's user, FreeSWITCH To's, and Kamailio
/// for `dialog;sla` Contact's. A message in which these places differ is refused whatever the profile, so the profile only says how the
/// user part is read.
public enum TargetProfile: String, Sendable, CaseIterable {
    /// `+` and `/` are parts of the name. `;` options are cut or not (`ignore_uri_user_options`), so both are judged.
    case asterisk
    /// `proto+user` and `proto+user+host` name the user, `user/number` a forwarding of the user (FusionPBX). Of what has quotes, it dials what is
    /// between them.
    case freeswitch
    /// The name is taken as it stands, but routing scripts often cut a leading `+`.
    case kamailio
    /// The PBX is not known: whatever any of them could read, and more.
    case generic

    /// The users that `user` stands for beside itself. `user` has its escapes decoded.
    func names(in user: [UInt8]) -> [[UInt8]] {
        switch self {
        case .asterisk:
            return []
        case .kamailio:
            return user.first == UInt8(ascii: "+") ? [Array(user.drop { $0 == UInt8(ascii: "+") })] : []
        case .freeswitch:
            let named = Self.afterProtocol(user)?.user ?? user[...]
            return [Array(named)] + named.split(separator: UInt8(ascii: "/")).map(Array.init)
                + [Self.insideQuotes(user)].compactMap { $0 }
        case .generic:
            let pieces = user.split { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
            return pieces.map(Array.init) + TargetProfile.freeswitch.names(in: user)
        }
    }

    /// The host that `proto+user+host` names instead of the URI's own; nil when there is none.
    func host(in user: [UInt8]) -> [UInt8]? {
        switch self {
        case .asterisk, .kamailio: nil
        case .freeswitch, .generic: Self.afterProtocol(user)?.host.map(Array.init)
        }
    }

    /// Whether `interface+address` says what a MESSAGE is handed to.
    var namesInterfaces: Bool {
        switch self {
        case .freeswitch, .generic: true
        case .asterisk, .kamailio: false
        }
    }

    /// Whether the Contact of a `dialog;sla` SUBSCRIBE is where the PBX looks, so that it must name the resource itself.
    var readsContactOfSharedLine: Bool {
        switch self {
        case .kamailio: true
        case .asterisk, .freeswitch, .generic: false
        }
    }

    /// What is between the first quote and the last (`check_decode`); nil without one.
    private static func insideQuotes(_ user: [UInt8]) -> [UInt8]? {
        guard let first = user.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let rest = user[(first + 1)...]
        return Array(rest[..<(rest.lastIndex(of: UInt8(ascii: "\"")) ?? rest.endIndex)])
    }

    /// What FreeSWITCH makes of a `+` (`sofia_presence_handle_sip_i_subscribe`): the user after the first, the host after the next
    /// `+` or `@`. Nil without a `+`.
    private static func afterProtocol(_ user: [UInt8]) -> (user: ArraySlice<UInt8>, host: ArraySlice<UInt8>?)? {
        guard let plus = user.firstIndex(of: UInt8(ascii: "+")) else { return nil }
        let rest = user[(plus + 1)...]
        guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "@") }) else {
            return (rest, nil)
        }
        return (rest[..<end], rest[(end + 1)...])
    }
}
