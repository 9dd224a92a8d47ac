import Foundation
import Rehearsal
import Testing

/// Whether a PBX that believes every phone behind us is found out.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct CanaryTests {
    private struct Report: Decodable {
        struct Finding: Decodable {
            let grade, name, text: String
        }

        let ok: Bool
        let findings: [Finding]

        func grades(of name: String) -> [String] { findings.filter { $0.name == name }.map(\.grade) }
    }

    private static func doctor(_ earshot: Earshot) async throws -> (status: Int32, report: Report) {
        let (status, text) = try await earshot.doctor()
        return (status, try JSONDecoder().decode(Report.self, from: Data(text.utf8)))
    }

    @Test func aPBXThatAsksForPasswordsIsWellAndServesPhones() async throws {
        let site = Site(features: [.challenges])
        try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            let page = try await earshot.page("/readyz", within: Limits.canary) {
                $0.contains("SUBSCRIBE with wrong credentials is refused")
            }
            #expect(page.contains("INVITE with wrong credentials is refused"))
            #expect(!page.contains("NOT refused"))

            let (status, report) = try await Self.doctor(earshot)
            #expect(status == 0)
            #expect(report.ok)
            #expect(report.grades(of: "pbx udp://\(stage.pbx)") == ["ok", "ok"], "\(report)")

            let watcher = try await stage.phone("103")
            try watcher.watch("101")
            try await stage.publish("101", note: "in a meeting")
            _ = try await watcher.lamp("busy") { $0.activity == "busy" }
        }
    }

    @Test func aPBXThatAsksNobodyIsNamed() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let page = try await earshot.page("/readyz", within: Limits.canary) {
                $0.contains("SUBSCRIBE with wrong credentials is NOT")
            }
            #expect(page.contains("INVITE with wrong credentials is NOT refused (480)"))

            // It takes SUBSCRIBEs from the proxy's own port only, so that the doctor is refused there and not in what it calls.
            let (status, report) = try await Self.doctor(earshot)
            #expect(status == 1)
            #expect(report.findings.contains { $0.text.contains("INVITE with wrong credentials is NOT refused (480)") })
        }
    }

    @Test func theMetricsSayWhichPBXAndWhichMethod() async throws {
        try await FailoverStage.with { stage in
            let address = stage.pbxes[0].address
            let lines = try await stage.earshot.page("/metrics", within: Limits.canary) { page in
                ["INVITE", "SUBSCRIBE"].allSatisfy { method in
                    page.split(separator: "\n").contains {
                        $0.hasPrefix("earshot_pbx_trusts_proxy{") && $0.contains(address) && $0.contains(method)
                    }
                }
            }.split(separator: "\n").filter { $0.hasPrefix("earshot_pbx_trusts_proxy{") && $0.contains(address) }
            #expect(lines.count == 2)
            #expect(lines.contains { $0.contains("method=\"SUBSCRIBE\"") && $0.hasSuffix("} 1") }, "\(lines)")
        }
    }

    @Test func aRegistrationIsNotEnoughWhereThePBXTrustsUs() async throws {
        try await FailoverStage.with(site: Site(settings: "canary: enforce")) { stage in
            try await stage.earshot.page("/readyz", within: Limits.canary) { page in
                stage.pbxes.allSatisfy { pbx in
                    page.contains(
                        "\(pbx.address): INVITE with wrong credentials is NOT refused (404): the pbx trusts this proxy by "
                            + "its address, SUBSCRIBE with wrong credentials is NOT refused (200)"
                    )
                }
            }
            #expect(try await stage.subscribe(call: "trusted")?.status == 403)
            #expect(stage.pbxes.allSatisfy { $0.count("SUBSCRIBE", callID: "trusted") == 0 })
            let record = try await stage.earshot.record(with: "\"trusted\"")
            #expect(record.contains("\"rule\":\"pbx-trusts-the-proxy\""), "\(record)")
        }
    }

    @Test func withoutEnforcementItIsReportedOnly() async throws {
        try await FailoverStage.with { stage in
            try await stage.earshot.page("/readyz", within: Limits.canary) {
                $0.contains("SUBSCRIBE with wrong credentials is NOT refused")
            }
            #expect(try await stage.subscribe(call: "reported")?.status == 200)
        }
    }

    @Test func theDoctorNamesAPBXThatTrustsUs() async throws {
        try await FailoverStage.with { stage in
            let (status, report) = try await Self.doctor(stage.earshot)
            #expect(status == 1)
            #expect(!report.ok)
            for pbx in stage.pbxes {
                #expect(report.grades(of: "pbx udp://\(pbx.address)") == ["ok", "fail"], "\(report)")
            }
            #expect(report.findings.contains { $0.text.contains("SUBSCRIBE with wrong credentials is NOT refused") })
        }
    }

    @Test(arguments: ["udp", "tcp"])
    func theDoctorNamesAPBXThatIsDown(_ transport: String) async throws {
        try await FailoverStage.with(transport) { stage in
            for pbx in stage.pbxes { try await pbx.crash() }
            let (status, report) = try await Self.doctor(stage.earshot)
            #expect(status == 1)
            for pbx in stage.pbxes {
                #expect(report.grades(of: "pbx \(transport)://\(pbx.address)").first == "fail", "\(report)")
            }
            #expect(report.findings.contains { $0.text.hasPrefix("does not answer OPTIONS") })
        }
    }
}
