import Rehearsal
import Testing

/// `contact: rewrite`: a PBX that has our Contact in the place of the phone's.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ContactRewritingTests {
    private static let site = Site(subscriptionSeconds: 8, pbxSettings: "contact: rewrite")

    @Test func aSubscriptionLivesItsWholeLife() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml", site: Self.site)) { stage in
            let watcher = try await SubscriptionLife(stage: stage).play()
            for notify in watcher.received where notify.isRequest("NOTIFY") {
                #expect(!notify.startLine.contains(";es="), "\(notify.startLine)")
            }
        }
    }

    @Test func thePBXCallsOurContactAndThePhoneSeesItsOwn() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml", site: Self.site)) { stage in
            let callee = try await stage.phone("105")
            let caller = try await stage.phone("103")

            let asked = try await callee.request("REGISTER", .sent)
            let own = try #require(asked.header("Contact")?.split(separator: ">").first?.dropFirst())
            let accepted = try #require(callee.received.first { $0.isResponse(200, to: "REGISTER") })
            #expect(accepted.headers("Contact").contains { $0.contains(own) }, "\(accepted)")
            #expect(!accepted.text.contains(";es="))

            try caller.call("105")
            try await callee.rings()
            let invite = try await callee.request("INVITE", .received)
            #expect(invite.startLine.contains(own), "\(invite.startLine)")

            let kamailio = try #require(stage.kamailio)
            let relayed = try await kamailio.log.first("the call") { $0.contains("relays INVITE") }
            #expect(relayed.contains(";es=") && relayed.hasSuffix("path <null>"), "\(relayed)")
            try callee.answer()
            for phone in [caller, callee] { try await phone.call(is: "CONFIRMED") }
            try caller.hangUp()
            try await callee.call(is: "DISCONNECTED")
        }
    }
}
