import Testing

@testable import Rehearsal

/// What SIPp's watchers make of a network that repeats and overtakes, as it does where the machine stalls: they go on. The PBX is played here.
@Suite(.timeLimit(.minutes(3)))
struct ScenarioTests {
    /// What the PBX sends, in this order.
    private enum Step: Character {
        case answer = "a", refreshed = "r"
        /// NOTIFYs, by what they say.
        case initial = "i", ringing = "e", end = "t"
    }

    private static func answer(_ request: WireMessage) -> String {
        let via = request.headers("Via").map { "Via: \($0)\n" }.joined()
        let to = request.header("To") ?? ""
        return """
            SIP/2.0 200 OK
            \(via)From: \(request.header("From") ?? "")
            To: \(to)\(to.contains("tag=") ? "" : ";tag=pbx")
            Call-ID: \(request.header("Call-ID") ?? "")
            CSeq: \(request.header("CSeq") ?? "")
            Contact: <sip:pbx@127.0.0.1:9>
            Content-Length: 0


            """
    }

    private static func notify(_ request: WireMessage, _ step: Step) -> String {
        let body = step == .ringing ? "early" : ""
        return """
            NOTIFY sip:102@127.0.0.1 SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK\(step.rawValue)
            From: \(request.header("To") ?? "");tag=pbx
            To: \(request.header("From") ?? "")
            Call-ID: \(request.header("Call-ID") ?? "")
            CSeq: \(step == .initial ? 1 : 2) NOTIFY
            Subscription-State: \(step == .end ? "terminated" : "active")
            Contact: <sip:pbx@127.0.0.1:9>
            Content-Length: \(body.utf8.count)

            \(body)
            """
    }

    /// Plays a watcher to whom the PBX sends this, and holds that it ends well.
    private static func play(_ scenario: String, _ steps: String, afterRefresh: String = "") async throws {
        let ground = try Ground()
        defer { ground.remove() }
        let (pbx, port) = (try DatagramPhone(), try Ports.free())
        let keys = ["user": "102", "watched": "101", "domain": Stage.domain]
        let run = try SIPpRun(scenario, from: port, to: "\(Ports.host):\(pbx.port)", keys: keys, on: ground)
        var requests: [String: WireMessage] = [:]
        do {
            for (number, steps) in ["1 SUBSCRIBE": steps, "2 SUBSCRIBE": afterRefresh].sorted(by: { $0.key < $1.key }) {
                guard !steps.isEmpty else { continue }
                requests[number] = await pbx.receive(within: Limits.wire) { $0.header("CSeq") == number }
                let first = try #require(requests["1 SUBSCRIBE"])
                for step in steps.compactMap(Step.init) {
                    let text =
                        switch step {
                        case .answer: answer(first)
                        case .refreshed: answer(try #require(requests["2 SUBSCRIBE"]))
                        case .initial, .ringing, .end: notify(first, step)
                        }
                    try pbx.send(text, to: "\(Ports.host):\(port)")
                }
            }
            try await run.succeed()
        } catch {
            await run.stop()
            throw error
        }
    }

    @Test(arguments: ["ait", "aiait", "aiaiat", "iait", "iiaiit"])
    func aWatcherGoesOnWhateverIsRepeated(_ steps: String) async throws { try await Self.play("watch", steps) }

    @Test(arguments: [("aie", "r"), ("aiae", "ar"), ("iaie", "ear"), ("aiie", "iaear")])
    func aWatcherRefreshesWhateverIsRepeated(_ steps: String, _ afterRefresh: String) async throws {
        try await Self.play("watch-refresh", steps, afterRefresh: afterRefresh)
    }
}
