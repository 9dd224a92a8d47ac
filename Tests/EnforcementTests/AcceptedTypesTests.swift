import NIOCore
import SIPMessage
import Testing

@testable import Enforcement

@Suite struct AcceptedTypesTests {
    private static func accepted(_ package: EventPackage, _ lines: String...) throws -> AcceptedTypes {
        let head = [
            "SUBSCRIBE sip:101@example.com SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa",
            "From: <sip:bob@example.com>;tag=f", "To: <sip:101@example.com>", "Call-ID: c", "CSeq: 1 SUBSCRIBE",
        ]
        let text = (head + lines + ["Content-Length: 0", "", ""]).joined(separator: "\r\n")
        guard case .message(let message) = ByteGate.screen(ByteBuffer(string: text)) else {
            throw FixtureError.notAMessage
        }
        return AskedTypes(package, in: message).types
    }

    private enum FixtureError: Error { case notAMessage }

    @Test(arguments: [
        ("application/dialog-info+xml", AcceptedTypes.dialogInfo), ("application/pidf+xml", .pidf),
        ("application/cpim-pidf+xml", .cpimPIDF), ("application/xpidf+xml", .xpidf),
        ("application/conference-info+xml", .conferenceInfo), ("application/rlmi+xml", .rlmi),
        ("multipart/related", .multipart),
    ])
    func knowsWhatCanBeRebuilt(_ name: String, _ types: AcceptedTypes) throws {
        #expect(try Self.accepted(.dialog, "Accept: \(name)") == types)
    }

    @Test(arguments: [EventPackage.dialog, .presence, .conference])
    func writesWhatItReads(_ package: EventPackage) throws {
        let all = AcceptedTypes.documents.union(.lists)
        #expect(try Self.accepted(package, "Accept: \(all.text)") == all)
    }

    @Test func everyTypeIsADocumentOrAList() {
        #expect(AcceptedTypes.documents.union(.lists).rawValue == 0x7F)
    }

    @Test(arguments: [
        "text/plain", "application/pidf", "application/pidf+xmlx", "application /pidf+xml", "*", "multipart/*",
        "application/pidf+xml x", "\"application/pidf+xml\"",
    ])
    func anythingElseIsNothing(_ name: String) throws {
        #expect(try Self.accepted(.presence, "Accept: \(name)") == [])
    }

    @Test func nothingSaidIsThePackagesOwnType() throws {
        #expect(try Self.accepted(.presence) == .pidf)
    }

    @Test func nothingAcceptableIsNothing() throws {
        #expect(try Self.accepted(.presence, "Accept: ") == [])
    }

    @Test(arguments: ["*/*", "application/*", "*/*;q=0.2"])
    func aWildcardIsThePackagesOwnType(_ wildcard: String) throws {
        #expect(try Self.accepted(.dialog, "Accept: \(wildcard)") == .dialogInfo)
    }

    @Test func orderCaseAndLinesDoNotMatter() throws {
        let one = try Self.accepted(.dialog, "Accept: application/pidf+xml, Application/Dialog-Info+XML;q=0.1")
        #expect(one == [.pidf, .dialogInfo])
        #expect(
            try Self.accepted(.dialog, "accept: application/dialog-info+xml", "ACCEPT : application/pidf+xml") == one
        )
    }
}
