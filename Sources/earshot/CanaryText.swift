import Enforcement
import Proxy

/// What the canary found, in words.
enum CanaryText {
    /// One sentence for each PBX, by its address.
    static func write(_ proxy: ProxyService) -> String {
        let findings = proxy.canaryFindings
        guard proxy.hasCanary else { return "switched off" }
        return proxy.pbx.members
            .map { "\($0.endpoint.text): \(write(findings[$0.endpoint] ?? [:]))" }
            .joined(separator: "; ")
    }

    /// What one PBX does with wrong credentials, method by method.
    static func write(_ findings: [String: CanaryFinding]) -> String {
        guard !findings.isEmpty else { return "not asked yet" }
        return findings.sorted { $0.key < $1.key }.map { method, finding in
            switch finding {
            case .challenged: "\(method) with wrong credentials is refused"
            case .trusted(let status):
                "\(method) with wrong credentials is NOT refused (\(status)): the pbx trusts this proxy by its address"
            case .silent: "\(method) with wrong credentials has no clear answer"
            }
        }.joined(separator: ", ")
    }
}
