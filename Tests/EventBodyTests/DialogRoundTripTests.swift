import EventBody
import Testing

/// For every state, direction, hold, number of dialogs and completeness, as every PBX writes them: each client that understands the document reads
/// the same lamp from what is rebuilt as from the original.
@Suite struct DialogRoundTripTests {
    private static let type = "application/dialog-info+xml"

    /// The dialogs of a document: the first is the one that is asked for, the others are in other states, so that their order matters.
    static func calls(_ count: Int, _ state: Int, _ direction: String, _ hold: CallAtPBX.Hold) -> [CallAtPBX] {
        (0..<count).map { index in
            let states = CallAtPBX.states
            return CallAtPBX(
                state: states[(state + index * 2) % states.count],
                direction: index == 1 ? "recipient" : direction,
                hold: index == 1 ? .none : hold
            )
        }
    }

    static func everyDocument(by writer: DialogWriter) -> [String] {
        var documents: [String] = []
        for completeness in ["full", "partial"] {
            for count in 0...3 {
                for state in CallAtPBX.states.indices {
                    for direction in CallAtPBX.directions {
                        for hold in CallAtPBX.Hold.allCases {
                            documents.append(
                                writer.document(calls(count, state, direction, hold), completeness: completeness)
                            )
                        }
                    }
                }
            }
        }
        return documents
    }

    @Test(arguments: DialogWriter.allCases)
    func everyClientReadsTheSameLamp(_ writer: DialogWriter) {
        var lamps: [String: Set<Lamp?>] = [:]
        for document in Self.everyDocument(by: writer) {
            let rebuilt = rebuild(document, type: Self.type)
            let before = NotifiedDocument(document, contentType: Self.type)
            let after = NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType)
            for model in clientModels {
                let lamp = model.lamp(before)
                lamps[model.name, default: []].insert(lamp)
                if model.lamp(after) == lamp || Difference.named(model, document) { continue }
                let shown = "\(lamp?.rawValue ?? "nothing") became \(model.lamp(after)?.rawValue ?? "nothing")"
                Issue.record("\(model.name): \(shown)\n\(document)\n\(rebuilt.text)")
                return
            }
        }
        #expect(lamps["snom"]?.isSuperset(of: [.idle, .ringing, .calling, .busy, .held]) == true)
        #expect(lamps["yealink"]?.contains(nil) == true)
    }

    /// The caller of all of them is in none of what is rebuilt.
    @Test(arguments: DialogWriter.allCases)
    func theCallerIsInNoneOfThem(_ writer: DialogWriter) {
        for document in Self.everyDocument(by: writer) {
            let rebuilt = rebuild(document, type: Self.type)
            #expect(!rebuilt.text.contains("15550199") && !rebuilt.text.contains("Alice"), "\(rebuilt.text)")
        }
    }

    /// Where the differences are meant.
    private enum Difference {
        /// A dialog without a `<state>`: PJSIP leaves its lamp as it was, and is now told that the call is over.
        static func named(_ model: any ClientModel, _ document: String) -> Bool {
            model.name == "pjsip" && firstDialogHasNoState(document)
        }

        private static func firstDialogHasNoState(_ document: String) -> Bool {
            NotifiedDocument(document, contentType: type).dialogs?.first?.state.isEmpty == true
        }
    }

    /// A client with an XML parser reads nothing of a name that was put in unescaped; from the rebuilt document it reads the state.
    @Test(arguments: DialogWriter.allCases, ["A & B", "Alice <Caller>", "<<&"])
    func whatTheOriginalBreaksIsMended(_ writer: DialogWriter, _ name: String) {
        var call = CallAtPBX(state: "early", direction: "recipient", hold: .none)
        call.name = name
        let document = writer.document([call])
        #expect(Snom().lamp(NotifiedDocument(document, contentType: Self.type)) == nil)
        let rebuilt = rebuild(document, type: Self.type)
        #expect(rebuilt.outcome == .tolerant)
        #expect(Snom().lamp(NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType)) == .ringing)
    }

    /// Kamailio writes the state in its own case, which phones compare; the rebuilt one is RFC 4235's.
    @Test func theCaseOfAStateIsMended() {
        let document = DialogWriter.kamailio.document([CallAtPBX(state: "Trying", direction: "initiator", hold: .none)])
        let rebuilt = rebuild(document, type: Self.type)
        #expect(Snom().lamp(NotifiedDocument(document, contentType: Self.type)) == .idle)
        #expect(Snom().lamp(NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType)) == .calling)
    }

    /// Who is parked is a caller; that somebody is, is the lamp.
    @Test func theLampForAParkedCallerIsKeptWithoutTheCaller() {
        let parked =
            "<bw:callpark xmlns:bw=\"http://schema.broadsoft.com/callpark\"><bw:parked>"
            + "<identity display=\"Alice Caller\">sip:15550199@pbx.example</identity></bw:parked></bw:callpark></dialog>"
        let call = CallAtPBX(state: "confirmed", direction: "recipient", hold: .none)
        let document = DialogWriter.broadWorks.document([call]).replacing("</dialog>", with: parked)
        let rebuilt = rebuild(document, type: Self.type)
        #expect(Yealink().lamp(NotifiedDocument(document, contentType: Self.type)) == .parked)
        #expect(Yealink().lamp(NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType)) == .parked)
        #expect(!rebuilt.text.contains("Alice") && !rebuilt.text.contains("15550199"))
    }

    /// Where the PBX names the subscription otherwise than the phone did, a phone that compares strings is helped.
    @Test func anEntityThatIsNotTheSubscribedOneIsMended() {
        let call = CallAtPBX(state: "confirmed", direction: "recipient", hold: .none)
        let document = DialogWriter.asterisk.document([call]).replacing(DialogWriter.entity, with: "sip:101@10.0.0.1")
        let rebuilt = rebuild(document, type: Self.type)
        #expect(Snom().lamp(NotifiedDocument(document, contentType: Self.type)) == nil)
        #expect(Snom().lamp(NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType)) == .busy)
    }

    /// A rebuild that mixes up two states is noticed.
    @Test func aWrongLampIsNoticed() {
        let call = CallAtPBX(state: "confirmed", direction: "initiator", hold: .none)
        let document = DialogWriter.freeSWITCHEvent.document([call])
        let wrong = rebuild(document, type: Self.type).text.replacing("confirmed", with: "terminated")
        let before = NotifiedDocument(document, contentType: Self.type)
        let after = NotifiedDocument(wrong, contentType: Self.type)
        let readers = clientModels.filter { $0.mediaTypes.contains(Self.type) }
        #expect(readers.count >= 6)
        for model in readers { #expect(model.lamp(before) != model.lamp(after), "\(model.name)") }
    }
}
