import AccessPolicy
import ArgumentParser
import DigestImport
import Enforcement
import Foundation
import NIOCore
import PolicyFile
import PolicyStore
import Proxy

/// Puts the parts together from a configuration. Nothing here decides anything.
enum Assembly {
    /// Reads the configuration, prints every problem to standard error, and stops the command when there is an error.
    static func configuration(_ option: ConfigurationOption) throws -> Configuration {
        let reading = ConfigurationReader.read(path: option.config)
        (reading.problems + reading.warnings).forEach { StandardError.print("\($0)") }
        guard reading.problems.isEmpty else { throw ExitCode.failure }
        return reading.configuration
    }

    /// Compiles the policy with the consents that stand.
    static func policy(_ configuration: Configuration) throws -> PolicySnapshot {
        let policy = try PolicyCompiler.compile(configuration.policyModel(), revision: 1)
        // Where no consent is asked for, one can do without the store, which not everybody may read.
        guard policy.isConsentRequired else { return policy }
        return policy.with(ConsentRegister(try configuration.store.consents()).standing, revision: 1)
    }

    /// What the pipeline must know, with the addresses looked up. Stops the command when one cannot be.
    static func settings(_ configuration: Configuration, keys: TokenKeys, policy: PolicySnapshot) throws -> Settings {
        var settings = Settings(
            addresses: try addresses(configuration),
            keys: keys,
            featureCodes: FeatureCodes(configuration.featureCodes, overlap: configuration.overlap),
            passPackages: configuration.passPackages.map { Array($0.utf8) }
        )
        settings.identity = configuration.identity
        settings.peers = try configuration.peers.map { peer in
            PeerAddress(try endpoint(.init(transport: .udp, host: peer.host, port: peer.port)))
        }
        settings.requestLists = configuration.requestLists
        settings.listeningDTMF = configuration.listeningDTMF
        settings.listeningRequires = configuration.listeningRequires
        settings.enforcesCanary = configuration.canary == .enforce
        settings.digest = try digest(configuration, policy)
        return settings
    }

    /// The PBXes without asking the DNS: for a command that sends nothing to them.
    static func assumedGroup(_ configuration: Configuration) -> PBXGroup {
        PBXGroup(
            configuration.pbx.enumerated().map { index, pbx in
                // From the block for documentation (RFC 5737), so that it is nobody's address.
                var endpoint = Endpoint(ipv4: 0xC633_6400 | UInt32(index + 1), port: 5060)
                if case .address(let address) = pbx.place,
                    let literal = Endpoint(literal: Array(address.host.utf8).span, port: address.port)
                {
                    endpoint = literal.by(address.transport)
                }
                return PBX(endpoint, contact: pbx.contact, profile: pbx.profile)
            }
        )
    }

    /// The domain in whose name the canary asks: the first of the policy that is a name, or the first.
    static func canaryDomain(_ configuration: Configuration, _ policy: PolicySnapshot) -> String? {
        guard configuration.canary != .off else { return nil }
        let domains = policy.organizations.flatMap(policy.domains(of:))
        return domains.first { Endpoint(literal: Array($0.utf8).span, port: 0) == nil } ?? domains.first
    }

    /// What a PBX must show over TLS; nil when none speaks it. Stops the command when the authorities cannot be read.
    static func trust(_ configuration: Configuration) throws -> PBXTrust? {
        guard configuration.pbx.contains(where: { $0.mayUse(.tls) }) else { return nil }
        do {
            return try PBXTrust(authorities: configuration.pbxAuthorities)
        } catch {
            let path = configuration.pbxAuthorities ?? "the system's certificates"
            let advice = "name a PEM file as `pbx-ca` under `tls`"
            throw CommandError("`\(path)` cannot be used to trust a PBX by: \(error); \(advice)")
        }
    }

    /// Our listening addresses as Vias and Record-Routes name them.
    private static func addresses(_ configuration: Configuration) throws -> OwnAddresses {
        let sockets = [(Side.phone, configuration.phoneSockets), (.pbx, configuration.pbxSockets)]
        let streams = [(Side.phone, configuration.streams), (.pbx, configuration.pbxStreams)]
        guard let phone = configuration.phoneSockets.first, let pbx = configuration.pbxSockets.first else {
            throw ExitCode.failure
        }
        var addresses = OwnAddresses(
            phone: try own(phone, .phone, configuration).address,
            pbx: try own(pbx, .pbx, configuration).address
        )
        for (side, listed) in sockets + streams {
            for address in listed {
                let (name, isIPv4) = try own(address, side, configuration)
                addresses.add(name, side, address.transport, isIPv4: isIPv4)
            }
        }
        return addresses
    }

    /// Phones reach every transport at the host that is advertised; the port of a stream is the listener's own.
    private static func own(
        _ address: Configuration.Address,
        _ side: Side,
        _ configuration: Configuration
    ) throws -> (address: OwnAddress, isIPv4: Bool) {
        let listening = try endpoint(address)
        let seen = advertised(listening)
        guard side == .phone, let given = configuration.advertise else {
            return (OwnAddress(host: seen.host, port: seen.port), listening.isIPv4)
        }
        let port = address.transport == .udp ? given.port : address.port
        return (OwnAddress(host: given.host, port: port), listening.isIPv4)
    }

    /// The secrets that digest is checked by, from the files that are named. Prints every problem, and stops the command when there is one.
    private static func digest(_ configuration: Configuration, _ policy: PolicySnapshot) throws -> DigestSettings? {
        guard configuration.hasDigestSecrets else { return nil }
        let reading = DigestSecretFiles.read(configuration, policy: policy)
        (reading.problems + reading.warnings).forEach { StandardError.print("\($0)") }
        guard reading.problems.isEmpty else { throw ExitCode.failure }
        return DigestSettings(realm: configuration.digestRealm, secrets: reading.secrets)
    }

    /// Looks a configured address up.
    static func endpoint(_ address: Configuration.Address) throws -> Endpoint {
        let (port, transport) = (address.port, address.transport)
        if let literal = Endpoint(literal: Array(address.host.utf8).span, port: port, transport: transport) {
            return literal
        }
        if let resolved = try? SocketAddress.makeAddressResolvingHost(address.host, port: Int(address.port)),
            let ip = resolved.ipAddress,
            let found = Endpoint(literal: Array(ip.utf8).span, port: port, transport: transport)
        {
            return found
        }
        throw CommandError("`\(address.host)` cannot be looked up; give an address, or mend the name service")
    }

    /// A wildcard cannot be written into a Via; the machine's first address of that family that is not loopback can.
    private static func advertised(_ endpoint: Endpoint) -> (host: String, port: UInt16) {
        let isWildcard = endpoint.host == "0.0.0.0" || endpoint.high == 0 && endpoint.low == 0
        guard isWildcard else { return (endpoint.uriHost, endpoint.port) }
        let wanted: NIOBSDSocket.ProtocolFamily = endpoint.isIPv4 ? .inet : .inet6
        let devices = (try? System.enumerateDevices()) ?? []
        let first = devices.compactMap(\.address).first {
            $0.protocol == wanted && $0.ipAddress != "127.0.0.1" && $0.ipAddress != "::1"
                && $0.ipAddress?.hasPrefix("fe80") == false
        }
        let host = first?.ipAddress ?? (endpoint.isIPv4 ? "127.0.0.1" : "::1")
        return (endpoint.isIPv4 ? host : "[\(host)]", endpoint.port)
    }
}
