import Admin
import Enforcement
import Proxy

/// What must hold before a load balancer sends phones here.
struct Readiness: ReadinessSource {
    let proxy: ProxyService
    let reloader: PolicyReloader
    let consents: ConsentWatch
    /// Nil where there is one node.
    let nodes: NodeWatch?

    func checks() -> [ReadinessCheck] {
        let pbx = proxy.pbx
        return [
            ReadinessCheck(
                name: "sockets",
                ok: proxy.isServing,
                detail: proxy.isServing ? "bound" : "not bound yet, or being closed"
            ),
            ReadinessCheck(name: "pbx", ok: pbx.members.indices.contains(where: pbx.isUp), detail: pbxText(pbx)),
            ReadinessCheck(name: "canary", ok: true, detail: CanaryText.write(proxy)),
            ReadinessCheck(name: "policy", ok: true, detail: reloader.state),
            ReadinessCheck(name: "consents", ok: true, detail: consents.state()),
        ] + (nodes.map { [ReadinessCheck(name: "nodes", ok: true, detail: $0.state)] } ?? [])
    }

    private func pbxText(_ pbx: PBXGroup) -> String {
        let problems = proxy.connectionProblems
        return pbx.members.enumerated()
            .map { index, member in
                if pbx.isUp(index) { return "\(member.endpoint.text) answers" }
                let reason = problems[member.endpoint].map { ": \($0)" } ?? ""
                return "\(member.endpoint.text) does not answer\(reason)"
            }
            .joined(separator: ", ")
    }
}
