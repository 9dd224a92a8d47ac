import Testing

@testable import EventBody

@Suite struct PresenceWriterTests {
    private func note(whenUnknown change: (inout Presence) -> Void) -> String? {
        var presence = Presence()
        presence.meetPerson(Note.unknown)
        change(&presence)
        let written = PresenceWriter.write(presence, of: .alice)
        return String(decoding: written, as: UTF8.self).components(between: "<dm:note>", and: "</dm:note>").first
    }

    @Test(
        arguments: [
            (.alerting, "Ringing"), (.onThePhone, "On the phone"), (.dnd, "Do Not Disturb"), (.busy, "Busy"),
            (.away, "Away"),
        ] as [(Activity, String)]
    )
    func freeTextBecomesTheActivity(_ activity: Activity, _ expected: String) {
        #expect(note { $0.activities.insert(activity) } == expected)
    }

    @Test func freeTextBecomesTheBasicStatus() {
        #expect(note { $0.meetTuple(Presence.Basic.open) } == "Available")
        #expect(note { $0.meetTuple(Presence.Basic.closed) } == "Unavailable")
    }

    @Test func freeTextIsLeftOutIfTheStateSaysNothing() {
        #expect(note { _ in } == nil)
        let working = note { presence in
            presence.meetTuple(Presence.Basic.open)
            presence.activities.insert(.working)
        }
        #expect(working == nil)
    }
}
