import EventBody
import Foundation
import Testing

/// Vector T30: each kind of client reads the right state from what it is sent.
@Suite struct ClientModelTests {
    /// What each client shows for one fixture, from `fixtures/phones/T30-lamps.json`. A client that is not named does not read the type, or leaves
    /// its lamp as it was.
    struct Expectation: Sendable, CustomTestStringConvertible {
        let fixture: String
        let lamps: [String: Lamp]

        var testDescription: String { fixture }

        static let all: [Expectation] = {
            let table = NotifyFixture.directory.deletingLastPathComponent().appending(path: "phones/T30-lamps.json")
            let found = try? JSONDecoder().decode([String: [String: Lamp]].self, from: Data(contentsOf: table))
            return (found ?? [:]).map { Expectation(fixture: $0.key, lamps: $0.value) }.sorted {
                $0.fixture < $1.fixture
            }
        }()
    }

    /// What reaches a phone that subscribed to the fixture's entity.
    private static func notified(_ fixture: String) throws -> NotifiedDocument {
        let found = try #require(NotifyFixture.all.first { $0.name == fixture }, "no fixture `\(fixture)`")
        let body = try found.rebuilt()
        return NotifiedDocument(body.text, contentType: body.contentType, subscribed: try found.load().entity)
    }

    @Test(arguments: Expectation.all)
    func everyClientShowsTheLamp(_ expected: Expectation) throws {
        let notified = try Self.notified(expected.fixture)
        let shown = clientModels.compactMap { model in model.lamp(notified).map { (model.name, $0) } }
        #expect(Dictionary(uniqueKeysWithValues: shown) == expected.lamps)
    }

    /// A table that lost its rows would prove nothing.
    @Test func everyClientShowsSomethingElseThanIdle() {
        #expect(Expectation.all.count > 40)
        for model in clientModels {
            let lamps = Expectation.all.compactMap { $0.lamps[model.name] }
            #expect(Set(lamps).count >= 3, "\(model.name)")
        }
    }

    @Test func pjsipReadsTheNote() throws {
        let talking = try Self.notified("captures/freeswitch-07-presence-formats-100")
        #expect(PJSIP().note(talking) == "On The Phone")
        let held = try Self.notified("captures/asterisk-07-presence-formats-101")
        #expect(held.root?.child(qualified: "note")?.text == "On hold")
    }

    /// A phone that matches the entity as a string shows nothing if one byte differs, so the model can fail.
    @Test func snomIgnoresAnotherEntity() throws {
        let ringing = try Self.notified("T01-ast-early")
        let other = NotifiedDocument(ringing.text, contentType: ringing.contentType, subscribed: "sip:101@PBX.example")
        #expect(Snom().lamp(ringing) == .ringing)
        #expect(Snom().lamp(other) == nil)
    }

    @Test(arguments: clientModels.map(\.name))
    func everyModelRefusesATypeThatItsClientDoesNotKnow(_ name: String) throws {
        let model = try #require(clientModels.first { $0.name == name })
        let bodies = try ["T01-ast-early", "T22-fs-talk"].map(Self.notified)
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
