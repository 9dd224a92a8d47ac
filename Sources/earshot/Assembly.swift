import AccessPolicy
import ArgumentParser
import DigestImport
import Enforcement
import Foundation
import NIOCore
import PolicyFile

/// Puts the parts together from a configuration. Nothing here decides anything.
enum Assembly {
    /// Reads the configuration, prints every problem to standard error, and stops the command when there is an error.
    static func configuration(_ option: ConfigurationOption) throws -> Configuration {
        let reading = ConfigurationReader.read(path: option.config)
        (reading.problems + reading.warnings).forEach { StandardError.print("\($0)") }
        guard reading.problems.isEmpty else { throw ExitCode.failure }
        return reading.configuration
    }

    /// Compiles the policy, or prints every problem of it and stops the command.
    static func policy(_ configuration: Configuration) throws -> PolicySnapshot {
        do throws(InvalidPolicyError) {
            return try PolicyFile.load(path: configuration.policyPath, revision: 1)
        } catch {
            error.problems.forEach { StandardError.print("\($0)") }
            throw ExitCode.failure
        }
    }

    /// What the pipeline must know, with the addresses looked up. Stops the command when one cannot be.
    static func settings(_ configuration: Configuration, keys: TokenKeys, policy: PolicySnapshot) throws -> Settings {
        let pbx = try configuration.pbx.map(endpoint)
        guard let phoneListen = configuration.phoneListen else { throw ExitCode.failure }
        let listening = try endpoint(phoneListen)
        let phone = configuration.advertise ?? advertised(listening)
        var streamSides: [Transport: OwnAddress] = [:]
        for address in configuration.streams {
            // Phones reach every transport at the same host; the port is the listener's own.
            let listening = try endpoint(address)
            let host = configuration.advertise?.host ?? advertised(listening).host
            streamSides[address.transport] = OwnAddress(host: host, port: address.port)
        }
        let pbxSide = advertised(try endpoint(configuration.pbxListen))
        var settings = Settings(
            pbx: pbx,
            phoneSide: OwnAddress(host: phone.host, port: phone.port),
            streamSides: streamSides,
            pbxSide: OwnAddress(host: pbxSide.host, port: pbxSide.port),
            keys: keys,
            featureCodes: FeatureCodes(configuration.featureCodes),
            passPackages: configuration.passPackages.map { Array($0.utf8) }
        )
        settings.identity = configuration.identity
        settings.peers = try configuration.peers.map { peer in
            PeerAddress(try endpoint(.init(transport: .udp, host: peer.host, port: peer.port)))
        }
        settings.listeningRequires = configuration.listeningRequires
        settings.digest = try digest(configuration, policy)
        return settings
    }

    /// The secrets that digest is checked by, from the files that are named. Prints every problem, and stops the command when there is one.
    private static func digest(_ configuration: Configuration, _ policy: PolicySnapshot) throws -> DigestSettings? {
        guard !configuration.digestSecrets.isEmpty else { return nil }
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
        StandardError.print("`\(address.host)` cannot be looked up; give an address, or mend the name service")
        throw ExitCode.failure
    }

    /// A wildcard cannot be written into a Via; the machine's first address that is not loopback can.
    private static func advertised(_ endpoint: Endpoint) -> (host: String, port: UInt16) {
        guard endpoint.host == "0.0.0.0" || endpoint.low == 0 else { return (endpoint.uriHost, endpoint.port) }
        let devices = (try? System.enumerateDevices()) ?? []
        let first = devices.compactMap(\.address).first { $0.protocol == .inet && $0.ipAddress != "127.0.0.1" }
        return (first?.ipAddress ?? "127.0.0.1", endpoint.port)
    }
}

/// Standard error, a line at a time.
enum StandardError {
    static func print(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
