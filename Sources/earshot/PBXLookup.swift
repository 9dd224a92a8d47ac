import ArgumentParser
import Enforcement
import Synchronization
import TargetResolution

/// Finds the PBXes: by their addresses, or by NAPTR, SRV and address records where the configuration names a SIP URI.
final class PBXLookup: Sendable {
    /// What one look came to.
    struct Found {
        /// In order of preference.
        var members: [PBX] = []
        /// What could not be found, in words; what was found before is kept then.
        var problems: [String] = []
        /// When to look again; nil when nothing can change.
        var seconds: UInt32?
    }

    /// How soon a name that could not be looked up is tried again.
    private static let retrySeconds: UInt32 = 30

    private let configuration: Configuration
    private let resolver: TargetResolver
    /// What each entry of the configuration led to when it last led anywhere.
    private let known = Mutex<[Int: [PBX]]>([:])

    /// - Parameter resolver: who knows the names; the configuration's name servers when nil.
    init(_ configuration: Configuration, resolver: TargetResolver? = nil) {
        self.configuration = configuration
        self.resolver = resolver ?? TargetResolver(servers: configuration.nameServers)
    }

    /// Looks for the first time. Prints what could not be found, and stops the command when nothing was.
    func first() async throws -> [PBX] {
        let found = await look()
        found.problems.forEach(StandardError.print)
        guard !found.members.isEmpty else { throw ExitCode.failure }
        return found.members
    }

    /// Looks now.
    func look() async -> Found {
        var found = Found()
        let families = configuration.pbxSockets.compactMap { try? Assembly.endpoint($0).isIPv4 }
        for (index, pbx) in configuration.pbx.enumerated() {
            let members = await members(of: pbx, &found)
            let reachable = members.filter { families.contains($0.endpoint.isIPv4) }
            if reachable.isEmpty, let other = members.first {
                let family = other.endpoint.isIPv4 ? "IPv4" : "IPv6"
                found.problems.append("`\(pbx.text)` has an \(family) address; add one of ours under `pbx-listen`")
            }
            let kept = known.withLock { known -> [PBX] in
                if !reachable.isEmpty { known[index] = reachable }
                return known[index] ?? []
            }
            found.members += kept.filter { new in !found.members.contains { $0.endpoint == new.endpoint } }
        }
        return found
    }

    private func members(of pbx: Configuration.PBX, _ found: inout Found) async -> [PBX] {
        switch pbx.place {
        case .address(let address):
            guard let endpoint = try? Assembly.endpoint(address) else { return [] }
            let isNumber = Endpoint(literal: Array(address.host.utf8).span, port: 0) != nil
            let name = isNumber ? nil : address.host
            return [PBX(endpoint, contact: pbx.contact, profile: pbx.profile, name: name)]
        case .looked(let target, _):
            do throws(ResolutionError) {
                let resolution = try await resolver.resolve(target)
                found.seconds = min(found.seconds ?? resolution.ttlSeconds, resolution.ttlSeconds)
                return resolution.targets.compactMap { one in
                    let literal = Array(one.address.utf8)
                    guard let transport = Transport.allCases.first(where: { $0.name == one.transport.rawValue }),
                        let endpoint = Endpoint(literal: literal.span, port: one.port, transport: transport)
                    else { return nil }
                    // The certificate is for the name that the operator wrote, not for one that the DNS gave (RFC 5922 §4).
                    let name = target.isLiteral ? nil : target.host
                    return PBX(endpoint, contact: pbx.contact, profile: pbx.profile, name: name)
                }
            } catch {
                found.problems.append(error.description)
                found.seconds = min(found.seconds ?? Self.retrySeconds, Self.retrySeconds)
                return []
            }
        }
    }
}
