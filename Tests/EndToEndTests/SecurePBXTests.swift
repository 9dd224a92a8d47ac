import Rehearsal
import Testing

/// A PBX that is reached by TLS.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct SecurePBXTests {
    private static func site(
        _ features: Set<Kamailio.Feature> = [],
        names: [String] = ["DNS:localhost"],
        trusted: Bool = true
    ) -> Site {
        Site(subscriptionSeconds: 8, features: features.union([.tls]), pbxNames: names, trustsPBX: trusted)
    }

    /// With `aliases` the PBX answers over our connection, without it opens one of its own to `pbx-listen`.
    @Test(arguments: [true, false])
    func aSubscriptionLivesItsWholeLife(_ aliases: Bool) async throws {
        let site = Self.site(aliases ? [.aliases] : [])
        try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
            let (kamailio, earshot) = (try #require(stage.kamailio), try #require(stage.earshot))
            try await SubscriptionLife(stage: stage).play()

            let fromPhones = kamailio.requests.entries.filter {
                ["REGISTER", "SUBSCRIBE", "INVITE"].contains($0.method)
            }
            #expect(Set(fromPhones.map(\.transport)) == ["tls"])
            let port = try #require(earshot.securePBXListen.split(separator: ":").last.flatMap { UInt16($0) })
            let opened = try Connections.count(to: port)
            #expect((opened > 0) == !aliases, "\(opened) connections")
        }
    }

    @Test func theDoctorReachesIt() async throws {
        let site = Self.site([.challenges])
        try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            let (status, text) = try await earshot.doctor()
            #expect(status == 0, "\(text)")
            #expect(text.contains("SUBSCRIBE with wrong credentials is refused"), "\(text)")
        }
    }

    @Test(arguments: [
        (["DNS:other.example"], true, "its certificate is not for `localhost`"),
        (["DNS:localhost"], false, "its certificate has expired or its authority is not trusted"),
    ])
    func aPBXThatCannotProveItselfIsNotSpokenTo(_ names: [String], _ trusted: Bool, _ reason: String) async throws {
        let site = Self.site(names: names, trusted: trusted)
        try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
            let (kamailio, earshot) = (try #require(stage.kamailio), try #require(stage.earshot))
            let phone = try await stage.connect("103")
            _ = try await phone.events.first("the refusal") { event in
                if case .registered(503) = event { true } else { false }
            }
            try await earshot.page("/readyz") { $0.contains("does not answer: \(reason)") }
            let doctor = try await earshot.doctor()
            #expect(doctor.status == 1)
            #expect(doctor.text.contains("cannot be reached by tls: \(reason)"), "\(doctor.text)")
            let said = "the pbx cannot be reached by tls"
            _ = try await earshot.log.first("the log") { $0.contains(said) }
            let told = earshot.log.entries.filter { $0.contains(said) }
            // Once, though it was tried for the phone, for the canary, and to see whether it is there.
            #expect(told.count == 1)
            #expect(told.first?.contains(reason) == true, "\(told)")
            try await kamailio.fence()
            #expect(kamailio.requests.entries.allSatisfy { $0.transport == "udp" })
        }
    }
}
