import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyStore

/// What in an organisation's policy is probably not what was meant.
extension API {
    var findingRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.base + "/findings",
                "listFindings",
                "What in the policy holds and is probably not meant",
                .member(.policyRead, .admin),
                answers: [.ok("The findings", "Findings")],
                handler: listFindings
            )
        ]
    }

    private func listFindings(_ call: APICall) throws -> APIAnswer {
        let consents = ConsentRegister(try store.consents(after: 0)).standing
        let name = try call.organization().name.value
        let report = PolicyLint.check(call.state.model, consents: consents, organization: name)
        return APIAnswer([
            "findings": .array(
                report.findings.prefix(APILimits.findingsMax).map { finding in
                    [
                        "code": .string(finding.code.rawValue), "kind": .string(finding.part.kind.rawValue),
                        "name": .string(finding.part.name), "text": .string(finding.text),
                        "advice": .string(finding.advice),
                    ]
                }
            ),
            "left-out": .integer(Int64(max(report.findings.count - APILimits.findingsMax, 0) + report.leftOutCount)),
        ])
    }
}
