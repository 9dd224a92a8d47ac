import NIOCore
import Testing

@testable import SIPMessage

/// The messages of RFC 4475, each with the outcome that we chose.
@Suite struct TortureTests {
    private static let folder = "torture"

    @Test func everyMessageOfTheRFCIsThere() throws {
        #expect(try Fixture.names(Self.folder).count == 49)
        #expect(try Fixture.names(Self.folder) == Fixture.expectations(Self.folder).keys.sorted())
    }

    @Test func everyMessageHasItsOutcome() throws {
        for (name, want) in try Fixture.expectations(Self.folder) {
            let got = Fixture.outcome(of: try Fixture.bytes(Self.folder, name))
            #expect(got.outcome == want.outcome, "\(name): \(got)")
            #expect(got.rule == want.rule, "\(name): \(got)")
            #expect(got.identifier == want.identifier, "\(name): \(got)")
            #expect(got.status == want.status, "\(name): \(got)")
            if let bytes = want.bodyBytes { #expect(got.bodyBytes == bytes, "\(name): \(got)") }
        }
    }

    @Test func tortuousInviteIsReadRight() throws {
        let message = try Sample.screened(Fixture.bytes(Self.folder, "wsinv"))
        let fields = try FieldReader.read(message)
        #expect(message.string(try #require(fields.from.tag)) == "98asjd8")
        #expect(message.string(try #require(fields.to.tag)) == "1918181833n")
        #expect(fields.cseqNumber == 9)
        #expect(fields.maxForwards == 68)
        #expect(message.string(fields.topVia.sentByHost) == "192.0.2.2")
        #expect(message.items(of: .via).count == 3)
        #expect(message.string(try #require(fields.from.displayName)) == "J Rosenberg \\\\\\\"")
    }

    @Test func semicolonUserIsReadRight() throws {
        let message = try Sample.screened(Fixture.bytes(Self.folder, "semiuri"))
        let uri = try #require(try FieldReader.read(message).requestURI)
        #expect(unescapedUser(uri, in: message) == Array("user;par=u@example.net".utf8))
    }

    @Test func secondRequestInTheDatagramIsGone() throws {
        let message = try Sample.screened(Fixture.bytes(Self.folder, "dblreq"))
        #expect(!Sample.text(message.bytes).contains("INVITE"))
    }

    @Test func escapedRouteIsRefusedFromOutside() throws {
        let message = try Sample.screened(Fixture.bytes(Self.folder, "escruri"))
        let uri = try #require(try FieldReader.read(message).requestURI)
        #expect(RequestURIRule.violation(outside: uri, in: message) == .requestURIComponent)
    }

    @Test func escapedAtIsNoDialledUser() throws {
        let message = try Sample.screened(Fixture.bytes(Self.folder, "esc01"))
        let uri = try #require(try FieldReader.read(message).requestURI)
        #expect(RequestURIRule.violation(outside: uri, in: message) == .dialledUser)
    }
}
