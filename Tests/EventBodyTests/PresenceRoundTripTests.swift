import EventBody
import Testing

/// For every basic value, activity and note, as every PBX writes them in PIDF, and every status in XPIDF: each client that understands the document
/// reads the same lamp from what is rebuilt as from the original.
@Suite struct PresenceRoundTripTests {
    static func everyPerson() -> [PresenceAtPBX] {
        PresenceAtPBX.basics.flatMap { basic in
            PresenceAtPBX.activities.flatMap { activity in
                PresenceAtPBX.notes.map { PresenceAtPBX(basic: basic, activity: activity, note: $0) }
            }
        }
    }

    @Test(arguments: PresencePBX.allCases)
    func everyClientReadsTheSameLamp(_ pbx: PresencePBX) {
        var lamps: Set<Lamp?> = []
        for person in Self.everyPerson() {
            let document = pbx.document(person)
            let rebuilt = rebuild(document, type: pbx.type, package: .presence)
            #expect(!rebuilt.text.contains("15550199") && !rebuilt.text.contains("Alice"), "\(rebuilt.text)")
            let before = NotifiedDocument(document, contentType: pbx.type)
            let after = NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType)
            for model in clientModels {
                let lamp = model.lamp(before)
                lamps.insert(lamp)
                if model.lamp(after) == lamp || Self.isMeant(pbx, person) { continue }
                let shown = "\(lamp?.rawValue ?? "nothing") became \(model.lamp(after)?.rawValue ?? "nothing")"
                Issue.record("\(model.name): \(shown)\n\(document)\n\(rebuilt.text)")
                return
            }
        }
        #expect(lamps.count >= 3)
    }

    /// Where a lamp differs, and why.
    ///
    /// chan_sip writes activities in the namespaces and the place of a draft; the rebuilt document has them where RFC 4480 does, so that clients which
    /// did not see them now do.
    private static func isMeant(_ pbx: PresencePBX, _ person: PresenceAtPBX) -> Bool {
        pbx == .chanSIP && ["on-the-phone", "busy", "away", "alerting"].contains(person.activity)
    }

    /// What a phone shows as text: a known note stays, a caller behind a word becomes the word's meaning, free text the state's.
    @Test(arguments: [
        ("Ready", "Ready"), ("On hold", "On hold"), ("Talk 15550199", "On The Phone"), ("Ring 15550199", "Ringing"),
        ("Call 15550199", "On The Phone"), ("Hold 15550199", "On hold"), ("at LUNCH", "At lunch"),
        ("with Alice Caller", "On the phone"),
    ])
    func theNoteSaysTheSameWithoutTheCaller(_ note: String, _ expected: String) {
        let person = PresenceAtPBX(basic: "open", activity: "on-the-phone", note: note)
        let type = PresencePBX.freeSWITCH.type
        let rebuilt = rebuild(PresencePBX.freeSWITCH.document(person), type: type, package: .presence)
        #expect(PJSIP().note(NotifiedDocument(rebuilt.text, contentType: type)) == expected)
    }

    @Test(arguments: AtomPBX.allCases)
    func everyClientReadsTheSameLampFromXPIDF(_ pbx: AtomPBX) throws {
        var lamps: Set<Lamp> = []
        for status in AtomPBX.statuses {
            for substatus in AtomPBX.substatuses {
                for type in pbx.types {
                    let document = pbx.document(status, substatus)
                    let rebuilt = rebuild(document, type: type, package: .presence)
                    #expect(!rebuilt.text.contains("15550199"), "\(rebuilt.text)")
                    let before = NotifiedDocument(document, contentType: type)
                    let after = NotifiedDocument(rebuilt.text, contentType: rebuilt.contentType)
                    for model in clientModels {
                        #expect(model.lamp(after) == model.lamp(before), "\(model.name): \(document)\n\(rebuilt.text)")
                    }
                    lamps.insert(try #require(Polycom().lamp(before)))
                }
            }
        }
        #expect(lamps == [.idle, .busy, .offline, .away])
    }
}
