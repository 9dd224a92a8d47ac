import Rehearsal
import Testing

/// Two PBXes, one of which dies.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct FailoverTests {
    @Test(arguments: ["udp", "tcp"])
    func newDialogsGoToTheOtherPBXAndOldOnesDoNot(_ transport: String) async throws {
        try await FailoverStage.with(transport) { stage in
            let (first, second) = (stage.pbxes[0], stage.pbxes[1])
            let made = try #require(try await stage.subscribe(call: "before"))
            #expect(made.status == 200)
            try await first.hears("SUBSCRIBE", callID: "before")
            #expect(first.count("SUBSCRIBE", callID: "before") == 1)

            try await first.crash()
            try await stage.wait(until: first, answers: false)

            #expect(try await stage.subscribe(call: "after")?.status == 200)
            try await second.hears("SUBSCRIBE", callID: "after")
            #expect(second.count("SUBSCRIBE", callID: "after") == 1)
            // The phone is told that its dialog is over, so that it begins a new one.
            #expect(try await stage.subscribe(call: "before", in: made)?.status == 481)
            #expect(second.count("SUBSCRIBE", callID: "before") == 0)

            try await first.start()
            try await stage.wait(until: first, answers: true)
            #expect(try await stage.subscribe(call: "again")?.status == 200)
            try await first.hears("SUBSCRIBE", callID: "again")
            #expect(first.count("SUBSCRIBE", callID: "again") == 1)
        }
    }

    @Test func withoutAnyPBXThePhoneIsToldWithinHalfASecond() async throws {
        try await FailoverStage.with { stage in
            for pbx in stage.pbxes { try await pbx.crash() }
            for pbx in stage.pbxes { try await stage.wait(until: pbx, answers: false) }
            // The quickest of some, since the machine may be busy with something else during one.
            var quickest = Duration.seconds(10)
            for number in 0..<5 {
                let start = ContinuousClock.now
                let answer = try #require(try await stage.subscribe(call: "nobody-\(number)"))
                quickest = min(quickest, ContinuousClock.now - start)
                #expect(answer.status == 503)
                #expect(answer.header("Retry-After") == "5")
            }
            #expect(quickest <= .milliseconds(500))
            print("503 after \(quickest)")
        }
    }

    @Test func aPBXThatRefusesConnectionsIsA503AtOnce() async throws {
        try await FailoverStage.with("tcp") { stage in
            for pbx in stage.pbxes { try await pbx.crash() }
            #expect(try await stage.subscribe(call: "refused")?.status == 503)
        }
    }
}
