import AccessPolicy
import Enforcement
import PolicyFile
import TargetResolution
import Yams

/// The PBXes and the sockets that face them: `pbx`, `pbx-listen`, `health-check-seconds`, `name-servers`.
extension ConfigurationReader {
    private enum PBXKey: String, CaseIterable { case uri, contact, profile }

    /// Each that is silent costs its share of the time for an answer.
    private static let nameServersMax = 8

    mutating func readPBXes(_ node: Node) {
        let entries = limited(isList(node) ? nodes.list(node, "`pbx`") : [node], "`pbx`")
        for entry in entries {
            guard let pbx = pbx(entry) else { continue }
            if reading.configuration.pbx.contains(where: { $0.place == pbx.place }) {
                nodes.report("`pbx` names `\(pbx.text)` twice; remove one", line: NodeReader.line(entry))
            } else {
                reading.configuration.pbx.append(pbx)
            }
        }
        if entries.count > PBXGroup.membersMax {
            let text = "`pbx` has \(entries.count) entries, \(PBXGroup.membersMax) is the limit"
            nodes.report(text, line: line(of: .pbx))
        }
    }

    /// A PBX is its URL, or a mapping of it and what is special about it.
    private mutating func pbx(_ node: Node) -> Configuration.PBX? {
        guard case .mapping = node else {
            return place(node).map { Configuration.PBX(place: $0) }
        }
        let fields = nodes.fields(node, "a PBX", as: PBXKey.self)
        guard let uri = fields[.uri] else {
            nodes.report(
                "an entry of `pbx` is like `{uri: \"udp://127.0.0.1:5070\", contact: rewrite}`",
                line: NodeReader.line(node)
            )
            return nil
        }
        guard let place = place(uri) else { return nil }
        var pbx = Configuration.PBX(place: place)
        if let profile = fields[.profile] {
            pbx.profile = nodes.word(profile, "`profile`", TargetProfile.allCases) ?? pbx.profile
        }
        if let contact = fields[.contact] {
            pbx.contact = nodes.word(contact, "`contact`", ContactMode.allCases) ?? pbx.contact
        }
        return pbx
    }

    /// A URL with a transport, or a SIP URI whose transport, port and address the DNS gives.
    private mutating func place(_ node: Node) -> Configuration.PBX.Place? {
        guard case .scalar(let scalar) = node, scalar.string.hasPrefix("sip:") || scalar.string.hasPrefix("sips:")
        else {
            return address(node, .pbx).map(Configuration.PBX.Place.address)
        }
        do throws(ResolutionError) {
            return .looked(try Target(scalar.string), text: scalar.string)
        } catch {
            nodes.report(error.description, line: NodeReader.line(node))
            return nil
        }
    }

    mutating func readHealthCheck(_ node: Node) {
        guard let text = nodes.text(node, "`health-check-seconds`") else { return }
        if let seconds = Int64(text.value), (1...3_600).contains(seconds) {
            reading.configuration.healthCheckSeconds = seconds
        } else {
            nodes.report("`\(text.value)` is no number of seconds from 1 to 3600", line: text.line)
        }
    }

    /// Addresses only: who is to look names up cannot be looked up.
    mutating func readNameServers(_ node: Node) {
        let listed = texts(node, .nameServers)
        let servers = listed.compactMap { text -> String? in
            if let (host, port) = URLText.hostAndPort(text.value, schemes: [""], defaultPort: 53), port != 0,
                Endpoint(literal: Array(host.utf8).span, port: port) != nil
            {
                return "\(host):\(port)"
            }
            nodes.report(
                "`\(text.value)` is no address of a name server; write `ADDRESS` or `ADDRESS:PORT`",
                line: text.line
            )
            return nil
        }
        if listed.isEmpty {
            nodes.report(
                "`name-servers` lists nobody to ask; leave it out to ask those of the system",
                line: line(of: .nameServers)
            )
        }
        if servers.count > Self.nameServersMax {
            let text = "`name-servers` has \(servers.count) entries, \(Self.nameServersMax) is the limit"
            nodes.report(text, line: line(of: .nameServers))
        }
        reading.configuration.nameServers = servers
    }

    mutating func readCanary(_ node: Node) {
        let modes = Configuration.CanaryMode.allCases
        // YAML takes a bare `off` for a word of its own; so do we.
        reading.configuration.canary = nodes.word(node, "`canary`", modes) ?? reading.configuration.canary
    }

    /// What `listen`, `pbx` and `pbx-listen` must say together.
    mutating func checkListeners() {
        let configuration = reading.configuration
        for (key, addresses) in [(Key.listen, configuration.listen), (.pbxListen, configuration.pbxListen)] {
            for isIPv6 in [false, true]
            where addresses.filter({ $0.transport == .udp && $0.isIPv6 == isIPv6 }).count > 1 {
                nodes.report(
                    "`\(key.rawValue)` names two `udp://` addresses of one family; write one for IPv4 and one for IPv6",
                    line: line(of: key)
                )
            }
        }
        for address in configuration.pbxListen where address.transport == .ws || address.transport == .wss {
            nodes.report("`\(address.text)`: a PBX speaks UDP, TCP or TLS", line: line(of: .pbxListen))
        }
        for case .address(let address) in configuration.pbx.map(\.place) {
            switch address.transport {
            case .udp, .tcp: break
            case .tls:
                if !configuration.pbxListen.contains(where: { $0.transport == .tls }) {
                    nodes.report(
                        "`\(address.text)` needs a `tls://` address under `pbx-listen`, where it can connect to us",
                        line: line(of: .pbx)
                    )
                }
            case .ws, .wss:
                nodes.report("`\(address.text)`: a PBX speaks UDP, TCP or TLS", line: line(of: .pbx))
            }
        }
    }
}
