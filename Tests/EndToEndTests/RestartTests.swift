import Rehearsal
import Testing

/// What phones have after Earshot was killed and started again: everything, without doing anything.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RestartTests {
    @Test func aWatcherGoesOnAsIfNothingHadBeen() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let (earshot, pbx) = (try #require(stage.earshot), try #require(stage.kamailio))
            let callee = try await stage.phone("101")
            let port = try await stage.registeredPort("103")
            let watcher = try await stage.watchRefreshing("101", as: "103", from: port)
            try await pbx.fence()
            let registers = pbx.count("REGISTER")

            try await earshot.crash()
            try await earshot.start()
            let mark = watcher.messages.count
            let call = try await CallScene(to: "101", at: callee, on: stage)
            let lamp = try await CallScene.lamp("early", of: watcher, from: mark)
            try await watcher.succeed()
            #expect(call.marks(in: watcher.received) == [])
            #expect(lamp.body.contains("<state>early</state>"))
            let answers = watcher.received.filter { $0.isResponse(200) || $0.isResponse(202) }
            #expect(Set(answers.map { $0.header("CSeq") }) == ["1 SUBSCRIBE", "2 SUBSCRIBE"])

            try await stage.watchOnce("102", as: "103", from: port).succeed()
            try await pbx.fence()
            #expect(pbx.count("REGISTER") == registers)
        }
    }

    @Test func everyPhoneThatSawIts200IsRegisteredStill() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            var phones: [(user: String, port: UInt16, run: SIPpRun)] = []
            // All ask at once when it goes on.
            earshot.pause()
            for number in 0..<50 {
                let (user, port) = (Stage.users[number % Stage.users.count], try Ports.free())
                phones.append((user, port, try await stage.registering(user, from: port)))
            }
            earshot.resume()
            // In the middle of it: some have their 200, some have asked, some not yet.
            let runs = phones.map(\.run)
            try await Patience.find("the first 200") { _ in runs.contains(where: \.isAccepted) ? () : nil }
            try await earshot.crash()
            for run in runs { await run.stop() }
            let accepted = phones.filter(\.run.isAccepted)

            try await earshot.start()
            var asked: [SIPpRun] = []
            for phone in accepted { asked.append(try await stage.watchOnce("105", as: phone.user, from: phone.port)) }
            for run in asked { try await run.succeed() }
        }
    }
}

extension SIPpRun {
    fileprivate var isAccepted: Bool { received.contains { $0.isResponse(200) } }
}
