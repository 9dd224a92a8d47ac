import Testing

@testable import EventBody

@Suite struct XPIDFTests {
    private func state(of addresses: String) -> String {
        let rebuilt = rebuild(
            "<presence><presentity uri='x'/><atom id='1'>\(addresses)</atom></presence>",
            type: "application/xpidf+xml",
            package: .presence
        )
        guard case .strict = rebuilt.outcome else { return rebuilt.outcomeName }
        let values = rebuilt.text.split(separator: "status=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        return values.joined(separator: " ")
    }

    private func address(_ status: String, _ substatus: String, note: String = "") -> String {
        "<address uri='x'><status status='\(status)'>\(note)</status><msnsubstatus substatus='\(substatus)'/></address>"
    }

    @Test(arguments: [
        ("open", "online", "open online"), ("inuse", "busy", "inuse busy"), ("INUSE", "OnThePhone", "inuse onthephone"),
        ("open", "berightback", "open berightback"), ("open", "outtolunch", "open outtolunch"),
        ("closed", "offline", "closed offline"), ("open", "idle", "open idle"),
    ])
    func keepsTheWordsOfTheFormat(_ status: String, _ substatus: String, _ expected: String) {
        #expect(state(of: address(status, substatus)) == expected)
    }

    @Test(arguments: [
        ("inuse", "alice", "inuse onthephone"), ("alice", "offline", "closed offline"), ("open", "", "open online"),
        ("", "away", "open away"),
    ])
    func takesWhatIsMissingFromTheOther(_ status: String, _ substatus: String, _ expected: String) {
        #expect(state(of: address(status, substatus)) == expected)
    }

    @Test(arguments: [
        ("Ring 1555", "inuse onthephone"), ("Busy", "inuse busy"), ("Unregistered", "closed offline"),
        ("Away", "open away"), ("Available", "open online"), ("Idle", "open idle"),
        ("Alice", "nothing-readable"),
    ])
    func takesTheStateFromTheNoteWhereNothingElseTells(_ note: String, _ expected: String) {
        #expect(state(of: address("", "", note: "<note>\(note)</note>")) == expected)
    }

    @Test func aNoteChangesNoStateThatIsTold() {
        #expect(state(of: address("open", "online", note: "<note>Talk 1555</note>")) == "open online")
    }

    @Test func theBusiestAddressCounts() {
        let addresses = [address("closed", "offline"), address("inuse", "busy"), address("open", "online")]
        for turn in 0..<3 {
            let turned = (addresses[turn...] + addresses[..<turn]).joined()
            #expect(state(of: turned) == "inuse busy")
        }
    }

    @Test func theStateInAnotherElementDoesNotCount() {
        #expect(state(of: "<x>" + address("open", "online") + "</x>") == "nothing-readable")
    }

    @Test func pidfWithoutNamespaceIsNotTakenForIt() {
        let pidf = "<presence entity='x'><tuple id='1'><status><basic>open</basic></status></tuple></presence>"
        #expect(
            rebuild(pidf, type: "application/cpim-pidf+xml", package: .presence).text.contains("<basic>open</basic>")
        )
    }
}
