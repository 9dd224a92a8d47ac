import Foundation
import Rehearsal
import Testing

/// Phones of other makes, each with its own way to read a document: what they show their users.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ClientLampTests {
    /// What the PBX says, and what a phone that is sent that document shows.
    private struct Step: Decodable {
        var document: String
        var lamp: [String: String]
    }

    /// The documents of `fixtures/rehearsal/presence`, in an order in which every one changes the lamp: baresip tells changes only.
    private func steps() throws -> [Step] {
        let file = Place.fixtures.appending(path: "presence/steps.json")
        return try JSONDecoder().decode([Step].self, from: Data(contentsOf: file))
    }

    @Test(arguments: Phone.Make.allCases)
    func whoMaySeeTheStatusIsShownTheLampOfWhoMaySeeAll(_ make: Phone.Make) async throws {
        let caller = Caller().number
        let steps = try steps()
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            var tag = try await stage.publish("101", document: #require(steps.first).document, note: caller)
            let full = try await stage.phone("102", make: make)
            let status = try await stage.phone("103", make: make)
            for watcher in [full, status] {
                try watcher.watch("101")
                _ = try await watcher.request("NOTIFY", .received)
            }
            for step in steps.dropFirst() {
                let marks = [full, status].map(\.events.count)
                let known: String = try #require(tag)
                tag = try await stage.publish("101", document: step.document, note: caller, replacing: known)
                for (watcher, mark) in zip([full, status], marks) {
                    _ = try await watcher.lamp("what \(step.document) says", from: mark) { lamp in
                        lamp.status == step.lamp[make.rawValue]
                    }
                }
            }

            #expect(shown(by: status) == shown(by: full))
            #expect(full.received.contains { $0.body.contains("Talk \(caller)") })
            #expect(status.received.flatMap { Caller().marks(in: $0) } == [])
        }
    }

    private func shown(by watcher: Phone) -> [String] {
        watcher.events.entries.compactMap { if case .lamp(let lamp) = $0 { lamp.status } else { nil } }
    }

    @Test(arguments: [(Phone.Make.baresip, "unknown"), (.linphone, "offline")])
    func whoIsRefusedIsShownNoState(_ make: Phone.Make, _ shown: String) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            try await stage.publish("101", note: "Talk \(Caller().number)")
            let watcher = try await stage.phone("104", make: make)
            try watcher.watch("101")
            let lamp = try await watcher.lamp("the end") { _ in true }
            let answer = try await watcher.answer(to: watcher.request("SUBSCRIBE", .sent))

            #expect(answer.isResponse(403))
            #expect(lamp.status == shown)
            #expect(!watcher.received.contains { $0.isRequest("NOTIFY") })
        }
    }

    @Test func aListThatThePhoneBringsIsAnsweredByTheRightOverEachMember() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml"), script: "list-notify.xml") { stage in
            let watcher = try await stage.phone("103", make: .linphone, list: ["101", "105"])
            let packed = try await watcher.request("SUBSCRIBE", .sent)
            let notify = try await watcher.request("NOTIFY", .received)
            let answer = try await watcher.answer(to: notify)
            _ = try await watcher.lamp("101 on the phone") { $0.status == "on the phone" }
            _ = try await watcher.lamp("105 there") { $0.status == "online" }
            let unpacked = try await firstList(at: stage)

            #expect(packed.header("Content-Encoding") == "deflate")
            #expect(unpacked.header("Content-Encoding") == nil)
            #expect(["101", "105"].allSatisfy { unpacked.body.contains("<entry uri=\"sip:\($0)@example.com\"/>") })
            #expect(notify.body.contains("On The Phone") && notify.body.contains("Available"))
            #expect(watcher.received.flatMap { Caller().marks(in: $0) } == [])
            // It dies of a boundary in quotes, which the PBX wrote.
            #expect(answer.isResponse(200))
        }
    }

    @Test func ofAListWithAMemberWhoMayNotBeSeenThePBXHearsNothing() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml"), script: "list-notify.xml") { stage in
            let list = ["105", "101"]
            let refused = try await stage.phone("104", make: .linphone, list: list)
            let answer = try await refused.answer(to: refused.request("SUBSCRIBE", .sent))
            let allowed = try await stage.phone("103", make: .linphone, list: list)
            let sent = try await allowed.request("SUBSCRIBE", .sent)
            let first = try await firstList(at: stage)

            #expect(answer.isResponse(403))
            #expect(first.header("Call-ID") == sent.header("Call-ID"))
        }
    }

    private func firstList(at stage: Stage) async throws -> WireMessage {
        try await #require(stage.scripted).messages.first("a list at the PBX") { message in
            message.isRequest("SUBSCRIBE") && message.header("Require") == "recipient-list-subscribe"
        }
    }
}
