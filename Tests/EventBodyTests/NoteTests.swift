import Testing

@testable import EventBody

@Suite struct NoteTests {
    private func text(of note: String, statuses: [String] = []) -> String {
        let bytes = Array(note.utf8)
        var collector = TextCollector()
        collector.begin(limit: Limits.noteBytesMax)
        collector.appendText(0..<bytes.count, bytes.span)
        switch Note.named(collector, statuses: statuses) {
        case .absent: return "absent"
        case .unknown: return "unknown"
        case .known(let constant): return "\(constant)"
        case .status(let index): return "status \(index)"
        }
    }

    @Test(arguments: [
        ("Ready", "Ready"), ("ready", "Ready"), (" On the phone\n", "On the phone"), ("On The Phone", "On The Phone"),
        ("do not disturb", "Do Not Disturb"), ("Talk", "Talk"), ("Talk 1555", "On The Phone"), ("ring 1555", "Ringing"),
        ("Call 1555", "On The Phone"), ("Hold 1555", "On hold"), ("&#82;eady", "Ready"),
        ("On the phone with Alice", "On the phone"), ("BUSY (1555)", "Busy"), ("away until 1555", "Away"),
        ("Ringing 1555", "Ringing"), ("On hold by Alice", "On hold"), ("Do not disturb Alice", "Do Not Disturb"),
    ])
    func knowsTheClosedSet(_ note: String, _ expected: String) {
        #expect(text(of: note) == expected)
    }

    @Test(arguments: ["", "Talking 1555", "Alice", "Ready Alice", "Readyy", "Rea dy", "Hold\u{A0}1555"])
    func knowsNothingElse(_ note: String) {
        #expect(text(of: note) == "unknown")
    }

    @Test func knowsCustomStatuses() {
        let statuses = ["In a meeting", "Zu Tisch & später"]
        #expect(text(of: "IN A MEETING", statuses: statuses) == "status 0")
        #expect(text(of: "zu tisch &amp; später", statuses: statuses) == "status 1")
        #expect(text(of: "In a meeting with Alice", statuses: statuses) == "unknown")
    }

    @Test func prefersTheOrganisationsSpelling() {
        #expect(text(of: "busy", statuses: ["BUSY"]) == "status 0")
        #expect(text(of: "Busy", statuses: ["BUSY"]) == "Busy")
    }

    @Test func ignoresAnEmptyCustomStatus() {
        #expect(text(of: " ", statuses: [""]) == "unknown")
    }

    @Test func doesNotCompareALongNote() {
        #expect(text(of: "Talk " + String(repeating: "1", count: Limits.noteBytesMax)) == "unknown")
    }
}
