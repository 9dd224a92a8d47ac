import Testing

@testable import EventBody

@Suite struct PresenceReaderTests {
    private static let namespaces =
        "xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\" "
        + "xmlns:r=\"urn:ietf:params:xml:ns:pidf:rpid\" xmlns:x=\"urn:x\""

    private func read(_ content: String) throws -> Presence {
        let bytes = Array("<presence \(Self.namespaces)>\(content)</presence>".utf8)
        var source = StrictTokenizer(start: 0)
        _ = try source.next(bytes.span)
        return try PresenceReader.read(&source, bytes.span, statuses: [])
    }

    @Test func basicOfThePersonIsKeptApart() throws {
        let person = "<dm:person><status><basic>closed</basic></status></dm:person>"
        let presence = try read("<tuple><status><basic>open</basic></status></tuple>\(person)")
        #expect(presence.basic == .open)
        #expect(presence.personBasic == .closed)
    }

    @Test func activitiesHaveTheirPlace() throws {
        let presence = try read(
            "<r:activities><r:busy/></r:activities><dm:person><r:activities><r:away/><x:dinner/></r:activities>"
                + "<r:meal/><x:activities><r:meeting/></x:activities></dm:person>"
        )
        #expect(Activity.all.filter { presence.allActivities.contains($0) } == [.away])
    }

    @Test func prefixDoesNotMatter() throws {
        let presence = try read("<dm:person><r:activities><r:on-the-phone/></r:activities></dm:person>")
        #expect(presence.activities.contains(.onThePhone))
        #expect(!presence.usesCiscoNamespaces)
    }

    @Test func basicOutsideOfAStatusIsNotRead() throws {
        let presence = try read("<basic>open</basic><x:tuple><status><basic>open</basic></status></x:tuple>")
        #expect(presence.basic == nil)
        #expect(!presence.hasTuple)
    }

    @Test func firstNoteThatIsUnderstoodCounts() throws {
        let presence = try read("<note>Alice</note><note>Ringing</note><note>On hold</note>")
        guard case .known(let note) = presence.documentNote else { return #expect(Bool(false), "no note") }
        #expect("\(note)" == "Ringing")
    }

    @Test func tuplesWithoutAnyStateFailClosed() {
        #expect(throws: XMLError.self) { try read("<tuple><status/><note>Alice</note></tuple>") }
    }
}
