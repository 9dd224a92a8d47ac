import EventBody
import Foundation
import Taint
import Testing

@Suite struct NotifyFixtureTests {
    /// The vectors that concern the bodies of dialog-info and PIDF. T30 (the clients) is `ClientModelTests`.
    private static let vectorNumbers = Set(1...29).union([31, 32, 33]).union(44...55).union([57])

    @Test(arguments: NotifyFixture.all)
    func bodyIsTheExpectedOne(_ fixture: NotifyFixture) throws {
        let expected = try String(contentsOf: fixture.expected, encoding: .utf8)
        #expect(try fixture.rebuilt().text == expected)
    }

    @Test(arguments: NotifyFixture.all)
    func outcomeAndTypeAreTheExpectedOnes(_ fixture: NotifyFixture) throws {
        let given = try fixture.load()
        let rebuilt = try fixture.rebuilt()
        #expect(rebuilt.outcomeName == given.outcome)
        #expect(rebuilt.contentType == given.expectedContentType)
    }

    @Test(arguments: NotifyFixture.all)
    func noMarkerIsLeft(_ fixture: NotifyFixture) throws {
        let text = try fixture.rebuilt().text
        for marker in try fixture.load().markers where !fixture.entityHolds(marker) {
            #expect(!text.contains(marker), "`\(marker)`")
        }
    }

    /// A marker that was never there would prove nothing. What is packed or in UTF-16 cannot be searched.
    @Test(arguments: NotifyFixture.all)
    func everyMarkerIsInTheInput(_ fixture: NotifyFixture) throws {
        let given = try fixture.load()
        let unsearchable = ["compressed-body", "nothing-readable", "unsupported-encoding"]
        guard !unsearchable.contains(given.outcome) else { return }
        let input = String(decoding: try fixture.input(), as: UTF8.self) + given.contentType
        for marker in given.markers { #expect(input.contains(marker), "`\(marker)`") }
    }

    @Test(arguments: NotifyFixture.all)
    func outputIsWellFormedToAnotherParser(_ fixture: NotifyFixture) throws {
        #expect(WellFormed.fault(in: try fixture.rebuilt().bytes) == nil)
    }

    /// RFC 4235, RFC 3863 and what goes with them, in `fixtures/schemas`; `SchemaException` names where they are left.
    @Test func outputsAreWhatTheSchemasAllow() throws {
        let outputs = try NotifyFixture.all.map { try $0.rebuilt().bytes }.filter { !$0.isEmpty }
        #expect(outputs.count >= 100)
        let complaints = try XMLLint.complaints(of: outputs)
        #expect(complaints == [])
    }

    /// The check that cannot fail would be worse than none.
    @Test(arguments: [
        ("<dialog id=\"1\"><local/><state>early</state></dialog>", "local"),
        ("<dialog id=\"1\"><state>held</state></dialog>", "held"), ("<dialog><state>early</state></dialog>", "id"),
        ("<dialog id=\"1\"><state>early</state>", "dialog"),
    ])
    func whatTheSchemasForbidIsComplainedOf(_ dialog: String, _ what: String) throws {
        let root =
            "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"0\" state=\"full\" entity=\"sip:1@h\">"
        let said = try XMLLint.complaints(of: [Array("\(root)\(dialog)</dialog-info>".utf8)])
        #expect(said.contains { $0.contains(what) }, "\(said)")
    }

    @Test(arguments: NotifyFixture.all)
    func rebuildingTheOutputChangesNothing(_ fixture: NotifyFixture) throws {
        let once = try fixture.rebuilt()
        let twice = rebuild(
            once.bytes,
            type: once.contentType,
            of: try fixture.load().resource,
            pseudonym: { id in String(decoding: (2..<id.count).map { id[$0] }, as: UTF8.self) }
        )
        #expect(twice.outcome == .strict)
        #expect(twice.text == once.text)
    }

    @Test(arguments: NotifyFixture.all)
    func nothingIsMissing(_ fixture: NotifyFixture) {
        for file in [fixture.document, fixture.description, fixture.expected] {
            #expect(FileManager.default.fileExists(atPath: file.path), "\(file.lastPathComponent)")
        }
    }

    @Test func everyVectorNumberIsThere() {
        let present = Set(NotifyFixture.vectors.compactMap { Int($0.name.dropFirst().prefix { $0.isNumber }) })
        #expect(Self.vectorNumbers.subtracting(present).sorted() == [])
        #expect(present.subtracting(Self.vectorNumbers).sorted() == [])
    }

    @Test func capturesCoverEveryPBX() {
        for pbx in ["asterisk", "freeswitch", "kamailio"] {
            #expect(NotifyFixture.captures.count { $0.name.hasPrefix("captures/\(pbx)-") } >= 4)
        }
    }
}

extension NotifyFixture {
    /// Whether a marker is part of what the phone subscribed to, and so may be in the output.
    func entityHolds(_ marker: String) -> Bool {
        (try? load().entity.contains(marker)) ?? false
    }
}
