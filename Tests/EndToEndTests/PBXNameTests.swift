import Rehearsal
import Testing

/// PBXes that the configuration names, and a name server finds.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct PBXNameTests {
    @Test(arguments: ["udp", "tcp"])
    func theRecordsSayWhoIsPreferred(_ transport: String) async throws {
        try await FailoverStage.with(transport, name: "pbx.test") { stage in
            let (first, second) = (stage.pbxes[0], stage.pbxes[1])
            #expect(try await stage.subscribe(call: "before")?.status == 200)
            try await first.hears("SUBSCRIBE", callID: "before")
            #expect(second.count("SUBSCRIBE", callID: "before") == 0)

            try await first.crash()
            try await stage.wait(until: first, answers: false)

            #expect(try await stage.subscribe(call: "after")?.status == 200)
            try await second.hears("SUBSCRIBE", callID: "after")
        }
    }
}
