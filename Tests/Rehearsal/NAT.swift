import Foundation
import Synchronization

/// A real NAT: a phone in a network namespace of its own, another namespace that translates, and the outside, which is
/// one address of this machine.
///
/// The phone's side is 192.0.2.2 (RFC 5737). The outside is a network of four addresses of 198.18.0.0/15 (RFC 2544),
/// another one for each process, so that rehearsals do not meet.
public final class NAT: Sendable {
    /// The address of this machine beyond the NAT, for Earshot.
    public let outside: String
    /// The address that everything behind the NAT seems to have.
    public let translated: String
    /// The ports that phones seem to have now.
    public var ports: ClosedRange<Int> { generation.withLock { Self.ports(of: $0) } }
    /// Where a phone behind the NAT stands.
    public let phonePlace: PhonePlace

    private static let made = Mutex(0)
    private static let programs = (ip: "/usr/sbin/ip", nft: "/usr/sbin/nft", conntrack: "/usr/sbin/conntrack")

    private let generation = Mutex(0)
    private let ground: Ground
    private let phoneSpace: String
    private let natSpace: String
    private let link: String

    /// Why no NAT can be made here; nil when it can.
    public static let obstacle: String? = {
        if geteuid() != 0 { return "a NAT of our own needs network namespaces, and those need root" }
        let wanted = [programs.ip, programs.nft, programs.conntrack]
        let missing = wanted.filter { !FileManager.default.isExecutableFile(atPath: $0) }
        return missing.isEmpty ? nil : "a NAT of our own needs \(missing.joined(separator: ", ")): run `make deps`"
    }()

    /// Makes a NAT, runs `scene` behind it, and takes it away whatever happens.
    public static func with(_ scene: @Sendable (NAT) async throws -> Void) async throws {
        if let obstacle { throw RehearsalError.refused(what: obstacle) }
        let ground = try Ground()
        defer { ground.remove() }
        let nat = NAT(on: ground)
        do {
            try await nat.make()
            try await scene(nat)
            await nat.takeAway()
        } catch {
            await nat.takeAway()
            throw error
        }
    }

    private init(on ground: Ground) {
        self.ground = ground
        let number = Self.made.withLock { made -> Int in
            made += 1
            return made
        }
        let name = "\(getpid())-\(number)"
        phoneSpace = "earshot-phone-\(name)"
        natSpace = "earshot-nat-\(name)"
        link = "es\(name)"
        let block = ((Int(getpid()) * 7 + number) % 32_768) * 4
        let network = "198.\(18 + block / 65_536).\(block / 256 % 256)"
        outside = "\(network).\(block % 256 + 1)"
        translated = "\(network).\(block % 256 + 2)"
        var place = PhonePlace(address: "192.0.2.2")
        place.prefix = [Self.programs.ip, "netns", "exec", phoneSpace]
        phonePlace = place
    }

    private static func ports(of generation: Int) -> ClosedRange<Int> {
        (20_000 + 1_000 * generation)...(20_999 + 1_000 * generation)
    }

    private func make() async throws {
        for space in [phoneSpace, natSpace] {
            ground.leash.hold(namespace: space)
            try await ip("netns", "add", space)
            try await ip("-n", space, "link", "set", "lo", "up")
        }
        try await ip("-n", phoneSpace, "link", "add", "out", "type", "veth", "peer", "name", "in", "netns", natSpace)
        try await ip("-n", natSpace, "link", "add", "out", "type", "veth", "peer", "name", link, "netns", "\(getpid())")
        try await address("192.0.2.2/24", of: "out", in: phoneSpace)
        try await address("192.0.2.1/24", of: "in", in: natSpace)
        try await address("\(translated)/30", of: "out", in: natSpace)
        try await ip("addr", "add", "\(outside)/30", "dev", link)
        try await ip("link", "set", link, "up")
        try await ip("-n", phoneSpace, "route", "add", "default", "via", "192.0.2.1")
        try await ip("netns", "exec", natSpace, "/bin/sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
        try await translate()
    }

    private func address(_ address: String, of link: String, in space: String) async throws {
        try await ip("-n", space, "addr", "add", address, "dev", link)
        try await ip("-n", space, "link", "set", link, "up")
    }

    private func ip(_ words: String...) async throws { try await ground.run([Self.programs.ip] + words) }

    /// Loads the rule that translates to the ports of this generation.
    private func translate() async throws {
        let rules = """
            flush ruleset
            table ip nat {
                chain out {
                    type nat hook postrouting priority srcnat
                    oifname "out" meta l4proto udp masquerade to :\(ports.lowerBound)-\(ports.upperBound)
                }
            }

            """
        try ground.write(rules, to: "nat.nft")
        let file = ground.directory.appending(path: "nat.nft").path
        try await ip("netns", "exec", natSpace, Self.programs.nft, "-f", file)
    }

    /// Forgets every mapping, as a NAT does that restarts, and gives out ports of another range from now on.
    public func move() async throws {
        generation.withLock { $0 += 1 }
        try await translate()
        try await ip("netns", "exec", natSpace, Self.programs.conntrack, "-F")
    }

    private func takeAway() async {
        for space in [phoneSpace, natSpace] { try? await ip("netns", "del", space) }
    }
}
