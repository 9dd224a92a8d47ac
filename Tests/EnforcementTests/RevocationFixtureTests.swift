import Foundation
import NIOCore
import Testing

@testable import Enforcement

/// Every request that we send in a dialog of others, and every message whose CSeq we move, byte for byte, with where it goes.
/// `UPDATE_GOLDEN=1 swift test --filter RevocationFixtureTests` writes `fixtures/revocation` anew: read the change.
@Suite struct RevocationFixtureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let sent: @Sendable () throws -> [Outcome]
        var testDescription: String { name }

        init(_ name: String, _ sent: @escaping @Sendable () throws -> [Outcome]) {
            (self.name, self.sent) = (name, sent)
        }
    }

    static let cases = [
        Case("subscription") { try ended() },
        Case("subscription-contact-ours") { try ended(PBX(Scene.pbx, contact: .rewrite)) },
        Case("subscription-by-tcp") { try ended(PBX(Scene.pbx.by(.tcp))) },
        Case("subscription-routes") {
            try ended { $0.routes = [Array("<sip:127.0.0.1:5070;lr>".utf8), Array("<sip:127.0.0.1:5071;lr>".utf8)] }
        },
        Case("subscription-list") { try ended(accepting: [.dialogInfo, .rlmi, .multipart]) },
        Case("subscription-numbers-unknown") { try ended { $0.phone.cseq = nil } },
        Case("subscription-contact-unknown") { try ended { $0.phone.target = [] } },
        Case("news") { try [reviewed(RevocationStage(RevocationStage.subscription(), RevocationStage.noCallers))] },
        Case("refresh-after-news") {
            let stage = try RevocationStage(RevocationStage.subscription(), RevocationStage.noCallers)
            stage.review()
            let moved = try stage.phone("full", stage.refresh(2))
            let answer = try #require(moved.forwarded).answer(200, "OK", [("Expires", "600")])
            return [moved, stage.pbx(answer)]
        },
        Case("refresh-repeated-after-news") {
            let stage = try RevocationStage(RevocationStage.subscription(), RevocationStage.noCallers)
            stage.review()
            return [try stage.phone("full", stage.refresh(1))]
        },
        Case("call") { try [reviewed(RevocationStage(RevocationStage.listening(), RevocationStage.nobodyListens))] },
        Case("call-numbers-known") {
            var dialog = try RevocationStage.listening()
            dialog.pbx.cseq = 41
            return [try reviewed(RevocationStage(dialog, RevocationStage.nobodyListens))]
        },
        Case("call-unanswered") {
            let stage = try ListeningEndTests.asked().0
            try stage.change(to: RevocationStage.nobodyListens)
            return [try reviewed(stage)]
        },
        Case("call-accepted-too-late") {
            let (stage, sent) = try ListeningEndTests.asked()
            try stage.change(to: RevocationStage.nobodyListens)
            return [stage.pbx(sent.answer(200, "OK", [("Contact", "<sip:101@127.0.0.1:5070>")]))]
        },
    ]

    private static func ended(
        _ pbx: PBX = PBX(Scene.pbx),
        accepting accepted: AcceptedTypes = .dialogInfo,
        _ change: (inout LiveDialog) -> Void = { _ in }
    ) throws -> [Outcome] {
        var dialog = try RevocationStage.subscription(accepted: accepted)
        change(&dialog)
        return [try reviewed(RevocationStage(dialog, RevocationStage.nobody, pbx: pbx))]
    }

    private static func reviewed(_ stage: RevocationStage) throws -> Outcome { try #require(stage.review()) }

    @Test(arguments: cases)
    func sendsTheExpectedBytes(_ given: Case) throws {
        var bytes: [UInt8] = []
        for (message, destination) in try given.sent().flatMap(\.forwards) {
            let transport = destination.remote.transport.name
            bytes += Array("--- to \(destination.socket) \(transport) \(destination.remote.text)\r\n".utf8)
            bytes += message.readableBytesView
        }
        let file = Scene.fixtures.appending(path: "revocation/\(given.name).sip")
        if Golden.isWritten { try Data(bytes).write(to: file) }
        #expect(try bytes == [UInt8](Data(contentsOf: file)), "\(String(decoding: bytes, as: UTF8.self))")
    }

    @Test func everyFileHasItsCase() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Scene.fixtures.appending(path: "revocation").path
        )
        #expect(Set(files) == Set(Self.cases.map { "\($0.name).sip" }))
    }
}
