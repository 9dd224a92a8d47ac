import EventBody
import Testing

/// What real PBXes sent, over the models of the phones: each client reads the same lamp from what is rebuilt as from the original.
@Suite struct CaptureRoundTripTests {
    /// A lamp that the rebuilt document mends: what a client shows for the original, and what it shows now.
    struct Mend: Sendable {
        let captures: [String]
        let models: Set<String>
        let before: Lamp?
        let after: Lamp

        /// Asterisk puts a number, and FreeSWITCH a name and a number, in unescaped, so that it is no XML to a client with a parser.
        static let broken = Mend(
            captures: [
                "asterisk-05-dialog-odd-callers-142", "asterisk-05-dialog-odd-callers-163",
                "asterisk-05-dialog-odd-callers-183", "freeswitch-05-dialog-odd-callers-127",
                "freeswitch-05-dialog-odd-callers-146", "freeswitch-05-dialog-odd-callers-15",
                "freeswitch-05-dialog-odd-callers-36",
            ],
            models: ["pjsip", "snom", "yealink", "polycom", "grandstream", "broadworks"],
            before: nil,
            after: .ringing
        )

        static let all = [
            broken,
            // Asterisk writes a space before `/>`, and baresip looks for the tag without one.
            Mend(
                captures: [
                    "asterisk-07-presence-formats-101", "asterisk-07-presence-formats-110",
                    "asterisk-07-presence-formats-54",
                ],
                models: ["baresip"],
                before: .idle,
                after: .busy
            ),
            // Kamailio writes the entity without `sip:`, by which Cisco's phones find the user.
            Mend(
                captures: ["kamailio-07-presence-100", "kamailio-07-presence-106", "kamailio-07-presence-80"],
                models: ["sipcc"],
                before: nil,
                after: .idle
            ),
            // Kamailio writes `Trying`, and phones compare the case.
            Mend(
                captures: ["kamailio-03-dialog-call-20"],
                models: ["snom", "yealink"],
                before: .idle,
                after: .calling
            ),
            Mend(captures: ["kamailio-03-dialog-call-20"], models: ["polycom"], before: .idle, after: .busy),
        ]

        func concerns(_ capture: NotifyFixture, _ model: any ClientModel) -> Bool {
            models.contains(model.name) && captures.contains { "captures/\($0)" == capture.name }
        }
    }

    private static func original(_ capture: NotifyFixture) throws -> NotifiedDocument {
        let given = try capture.load()
        let text = String(decoding: try capture.input(), as: UTF8.self)
        return NotifiedDocument(text, contentType: given.contentType, subscribed: given.entity)
    }

    @Test(arguments: NotifyFixture.captures)
    func everyClientReadsTheSameLamp(_ capture: NotifyFixture) throws {
        let rebuilt = try capture.rebuilt()
        let before = try Self.original(capture)
        let after = NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType, subscribed: before.subscribed)
        for model in clientModels {
            let mend = Mend.all.first { $0.concerns(capture, model) }
            let lamp = model.lamp(before)
            if let mend { #expect(lamp == mend.before, "\(model.name) is not mended") }
            #expect(model.lamp(after) == mend?.after ?? lamp, "\(model.name)\n\(before.text)\n\(rebuilt.text)")
        }
    }

    /// A mend of a capture that is not there would hide nothing, but nobody would know.
    @Test func everyMendedCaptureIsThere() {
        let present = Set(NotifyFixture.captures.map(\.name))
        for name in Mend.all.flatMap(\.captures) { #expect(present.contains("captures/\(name)")) }
    }

    /// Whatever else is no XML would be passed over as if no client read its type.
    @Test func onlyTheBrokenOnesAreNoXML() throws {
        let broken = try NotifyFixture.captures.filter { try Self.original($0).root == nil }.map(\.name)
        #expect(broken == Mend.broken.captures.map { "captures/\($0)" })
    }

    /// Lamps that are all off, or not read, would be the same whatever was rebuilt.
    @Test(arguments: [
        ("baresip", 3), ("liblinphone", 3), ("pjsip", 5), ("sipcc", 3), ("snom", 5), ("yealink", 4), ("polycom", 3),
        ("grandstream", 3), ("broadworks", 3),
    ])
    func everyClientReadsManyLamps(_ name: String, _ lampsMin: Int) throws {
        let model = try #require(clientModels.first { $0.name == name })
        let lamps = try NotifyFixture.captures.compactMap { model.lamp(try Self.original($0)) }
        #expect(lamps.count >= 10)
        #expect(Set(lamps).count >= lampsMin, "\(Set(lamps))")
    }
}
