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
        let body = try expectation.rebuilt()
        #expect(ClientModel.baresip(body.text, contentType: body.contentType) == expectation.lamp)
    }

    @Test(arguments: presence)
    func liblinphoneReadsTheState(_ expectation: Expectation) throws {
        #expect(ClientModel.liblinphone(try expectation.rebuilt().text) == expectation.lamp)
    }

    @Test(arguments: presence)
    func pjsipReadsTheState(_ expectation: Expectation) throws {
        let read = try #require(ClientModel.pjsip(try expectation.rebuilt().text))
        #expect(read.isOpen == (expectation.lamp != .offline))
    }

    @Test func pjsipReadsTheNote() throws {
        let talking = Expectation("captures/freeswitch-07-presence-formats-100", .busy)
        #expect(ClientModel.pjsip(try talking.rebuilt().text)?.note == "On The Phone")
        let held = Expectation("captures/asterisk-07-presence-formats-101", .busy)
        #expect(ClientModel.pjsip(try held.rebuilt().text)?.note == "On hold")
    }

    @Test func pjsipReadsTheActivity() throws {
        let busy = Expectation("captures/kamailio-07-presence-80", .busy)
        #expect(ClientModel.pjsip(try busy.rebuilt().text)?.activity == .busy)
    }

    @Test(arguments: cisco)
    func ciscoReadsTheState(_ expectation: Expectation) throws {
        let body = try expectation.rebuilt()
        #expect(ClientModel.sipcc(body.text, contentType: body.contentType, user: "101") == expectation.lamp)
    }

    @Test(arguments: dialog)
    func snomReadsTheState(_ expectation: Expectation) throws {
        let fixture = try #require(NotifyFixture.all.first { $0.name == expectation.fixture })
        let lamp = ClientModel.snom(try fixture.rebuilt().text, subscribed: try fixture.load().entity)
        #expect(lamp == expectation.lamp)
    }

    /// A phone that matches the entity as a string shows nothing if one byte differs, so the model can fail.
    @Test func snomIgnoresAnotherEntity() throws {
        let body = try Expectation("T01-ast-early", .ringing).rebuilt()
        #expect(ClientModel.snom(body.text, subscribed: "sip:101@PBX.example") == nil)
    }
}
