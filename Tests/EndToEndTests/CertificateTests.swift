import Rehearsal
import Testing

/// Phones that are known by their certificates alone.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct CertificateTests {
    private static let front = Stage.Front.earshot(policy: "policy.yaml", site: Site(identity: "tls"))

    /// What becomes of the lamp of 101 at a phone of 103, whose certificate has these names; none is shown without names.
    private func lamp(_ names: [String], _ waitedFor: String, matches: @escaping @Sendable (Phone.Lamp) -> Bool)
        async throws -> Phone.Lamp
    {
        try await Stage.with(Self.front) { stage in
            let authority = try #require(stage.earshot?.authority)
            let certificate = names.isEmpty ? nil : try authority.issue("phone", names)
            let watcher = try await stage.phone("103", by: .tls, at: PhonePlace(showing: certificate))
            try watcher.watch("101")
            try await stage.publish("101", note: "Talk 15550199")
            return try await watcher.lamp(waitedFor, where: matches)
        }
    }

    @Test func aPhoneIsItsCertificates() async throws {
        let lamp = try await lamp(["URI:sip:103@example.com"], "busy") { $0.activity == "busy" }
        #expect(lamp.status == "online")
    }

    @Test(arguments: [[], ["URI:sip:102@example.com"], ["DNS:example.com", "email:103@example.com"]])
    func aPhoneWithoutItsOwnCertificateIsRefused(_ names: [String]) async throws {
        let lamp = try await lamp(names, "terminated") { $0.subscription == "TERMINATED" }
        #expect(lamp.code == 403)
    }
}
