import EventBody
import Testing

/// Vector T30: each kind of client reads the right state from what it is sent.
@Suite struct ClientModelTests {
    /// What a client should show for a fixture.
    struct Expectation: Sendable, CustomTestStringConvertible {
        let fixture: String
        let lamp: Lamp

        init(_ fixture: String, _ lamp: Lamp) {
            self.fixture = fixture
            self.lamp = lamp
        }

        var testDescription: String { "\(fixture): \(lamp)" }

        func rebuilt() throws -> RebuiltBody {
            let found = NotifyFixture.all.first { $0.name == fixture }
            return try #require(found, "no fixture `\(fixture)`").rebuilt()
        }

        /// What reaches a phone that subscribed to the fixture's entity.
        func notified() throws -> NotifiedDocument {
            let found = try #require(NotifyFixture.all.first { $0.name == fixture })
            let body = try found.rebuilt()
            return NotifiedDocument(body.text, contentType: body.contentType, subscribed: try found.load().entity)
        }
    }

    private static let presence = [
        Expectation("T22-fs-talk", .busy), Expectation("T24-free-text-busy", .busy),
        Expectation("T24-force-status", .idle),
        Expectation("T24-voicemail-closed", .offline), Expectation("T31-pidf-full", .offline),
        Expectation("captures/asterisk-07-presence-formats-05", .idle),
        Expectation("captures/asterisk-07-presence-formats-101", .busy),
        Expectation("captures/freeswitch-07-presence-formats-100", .busy),
        Expectation("captures/freeswitch-07-presence-formats-125", .offline),
        Expectation("captures/kamailio-07-presence-80", .busy), Expectation("captures/kamailio-07-presence-100", .idle),
    ]

    private static let cisco = [
        Expectation("T29-cisco-on-the-phone", .busy), Expectation("T29-cisco-alerting", .ringing),
        Expectation("T29-cisco-dnd", .offline), Expectation("T33-cpim-pidf", .idle), Expectation("T22-fs-talk", .busy),
    ]

    private static let dialog = [
        Expectation("T01-ast-early", .ringing), Expectation("T02-ast-confirmed", .busy),
        Expectation("T03-ast-hold", .held),
        Expectation("T03-rfc-hold", .held), Expectation("T03-remote-hold", .busy),
        Expectation("T06-fs-initiator", .busy),
        Expectation("T07-fs-probe", .held), Expectation("T12-kam-duplicate-ids", .ringing),
        Expectation("T13-opensips-callid", .calling), Expectation("T13-opensips-empty", .idle),
        Expectation("T19-terminated-with-remote", .idle), Expectation("T21-entity-is-caller", .ringing),
        Expectation("T46-gzip", .idle), Expectation("T47-fs-name-less", .ringing),
        Expectation("captures/asterisk-03-dialog-call-22", .ringing),
        Expectation("captures/asterisk-05-dialog-odd-callers-183", .ringing),
        Expectation("captures/freeswitch-03-dialog-call-06", .idle),
        Expectation("captures/freeswitch-03-dialog-call-36", .held),
        Expectation("captures/kamailio-03-dialog-call-20", .calling),
        Expectation("captures/kamailio-03-dialog-call-102", .idle),
    ]

    @Test(arguments: presence)
    func baresipReadsTheState(_ expectation: Expectation) throws {
        #expect(Baresip().lamp(try expectation.notified()) == expectation.lamp)
    }

    @Test(arguments: presence)
    func liblinphoneReadsTheState(_ expectation: Expectation) throws {
        #expect(Liblinphone().lamp(try expectation.notified()) == expectation.lamp)
    }

    /// PJSIP knows two activities, neither of which says that somebody is on the phone; the note does.
    @Test(arguments: presence)
    func pjsipReadsTheState(_ expectation: Expectation) throws {
        let notified = try expectation.notified()
        #expect((PJSIP().lamp(notified) == .offline) == (expectation.lamp == .offline))
    }

    @Test func pjsipReadsTheNote() throws {
        let talking = Expectation("captures/freeswitch-07-presence-formats-100", .busy)
        #expect(PJSIP().note(try talking.notified()) == "On The Phone")
        let held = Expectation("captures/asterisk-07-presence-formats-101", .busy)
        #expect(try held.notified().root?.child(qualified: "note")?.text == "On hold")
    }

    @Test func pjsipReadsTheActivity() throws {
        let busy = Expectation("captures/kamailio-07-presence-80", .busy)
        #expect(PJSIP().lamp(try busy.notified()) == .busy)
    }

    @Test(arguments: cisco)
    func ciscoReadsTheState(_ expectation: Expectation) throws {
        #expect(Sipcc().lamp(try expectation.notified()) == expectation.lamp)
    }

    @Test(arguments: dialog)
    func snomReadsTheState(_ expectation: Expectation) throws {
        #expect(Snom().lamp(try expectation.notified()) == expectation.lamp)
    }

    /// A phone that matches the entity as a string shows nothing if one byte differs, so the model can fail.
    @Test func snomIgnoresAnotherEntity() throws {
        let body = try Expectation("T01-ast-early", .ringing).rebuilt()
        let notified = NotifiedDocument(
            body.text,
            contentType: body.contentType,
            subscribed: "sip:101@PBX.example"
        )
        #expect(Snom().lamp(notified) == nil)
    }

    @Test(arguments: clientModels.map(\.name))
    func everyModelRefusesATypeThatItsClientDoesNotKnow(_ name: String) throws {
        let model = try #require(clientModels.first { $0.name == name })
        let bodies = try ["T01-ast-early", "T22-fs-talk"].map { try Expectation($0, .busy).rebuilt() }
        var understood = 0
        for body in bodies {
            for type in [body.contentType, "application/octet-stream", "text/plain"] {
                let lamp = model.lamp(NotifiedDocument(body.text, contentType: type))
                #expect((lamp != nil) == model.mediaTypes.contains(type), "\(type)")
                if lamp != nil { understood += 1 }
            }
        }
        #expect(understood > 0)
    }
}
