import AccessPolicy
import Testing

@testable import Enforcement

@Suite struct LiveDialogTests {
    static func token(_ kind: DialogToken.Kind = .subscription(.dialog), resource: String = "sip:101@example.com")
        -> DialogToken
    {
        DialogToken(
            kind: kind,
            pbx: 1,
            phone: Scene.phone(1),
            watcher: Scene.address("full"),
            resource: Array(resource.utf8)
        )
    }

    static func sighting(_ what: LiveSighting.What, _ token: DialogToken? = nil, lifetime: UInt32? = nil)
        -> LiveSighting
    {
        var sighting = LiveSighting(what, callID: Array("c".utf8), tag: Array("t".utf8), token: token)
        sighting.lifetime = lifetime
        return sighting
    }

    static func dialog(_ what: LiveSighting.What = .told) throws -> LiveDialog {
        try #require(LiveDialog(sighting(what, token(), lifetime: 100), now: Scene.now))
    }

    @Test func withoutATokenThereIsNone() {
        #expect(LiveDialog(Self.sighting(.told), now: Scene.now) == nil)
    }

    @Test(arguments: [LiveSighting.What.refused, .ended])
    func itsEndMakesNone(_ what: LiveSighting.What) {
        #expect(LiveDialog(Self.sighting(what, Self.token()), now: Scene.now) == nil)
    }

    @Test(arguments: [
        (LiveSighting.What.asked, LiveDialog.Stage.asked), (.accepted, .standing), (.told, .standing),
        (.passed, .standing),
    ])
    func itBeginsWhereItIsFirstSeen(_ what: LiveSighting.What, _ stage: LiveDialog.Stage) throws {
        #expect(try Self.dialog(what).stage == stage)
    }

    @Test func numbersOnlyGrow() throws {
        var dialog = try Self.dialog()
        for number: UInt32 in [5, 9, 7] {
            var sighting = Self.sighting(.told)
            sighting.pbx.cseq = number
            dialog.merge(sighting, now: Scene.now)
        }
        #expect(dialog.pbx.cseq == 9)
    }

    @Test func whatIsNotSeenStays() throws {
        var dialog = try Self.dialog()
        var sighting = Self.sighting(.told)
        sighting.pbx.target = Array("sip:a".utf8)
        sighting.event = Array("dialog".utf8)
        sighting.routes = [Array("<sip:r>".utf8)]
        dialog.merge(sighting, now: Scene.now)
        let before = dialog
        dialog.merge(Self.sighting(.told), now: Scene.now)
        #expect(dialog == before)
    }

    @Test func thePBXMayShortenIt() throws {
        var dialog = try Self.dialog()
        dialog.merge(Self.sighting(.told, lifetime: 10), now: Scene.now)
        #expect(dialog.until == Moment(unixSeconds: Scene.now.unixSeconds + 10))
    }

    @Test func anyOtherMessageOnlyProlongsIt() throws {
        var dialog = try Self.dialog()
        dialog.merge(Self.sighting(.passed, lifetime: 10), now: Scene.now)
        #expect(dialog.until == Moment(unixSeconds: Scene.now.unixSeconds + 100))
        dialog.merge(Self.sighting(.passed, lifetime: 500), now: Scene.now)
        #expect(dialog.until == Moment(unixSeconds: Scene.now.unixSeconds + 500))
    }

    @Test func anEndUnderWayStaysSo() throws {
        var dialog = try Self.dialog()
        dialog.merge(Self.sighting(.ending(shift: 2)), now: Scene.now)
        dialog.merge(Self.sighting(.told), now: Scene.now)
        #expect(dialog.stage == .ending)
        #expect(dialog.shift == 2)
    }

    @Test func theViaIsOfAnUnansweredInviteOnly() throws {
        var dialog = try Self.dialog(.asked)
        var invite = Self.sighting(.asked)
        invite.via = Array("SIP/2.0/UDP a".utf8)
        dialog.merge(invite, now: Scene.now)
        #expect(dialog.via == invite.via)
        dialog.merge(Self.sighting(.accepted), now: Scene.now)
        dialog.merge(invite, now: Scene.now)
        #expect(dialog.via.isEmpty)
    }

    @Test func aTokenOfAnotherFlowIsOfTheSameDialog() throws {
        let dialog = try Self.dialog()
        #expect(dialog.isOf(Self.token().at(Scene.phone(2))))
        #expect(!dialog.isOf(Self.token(resource: "sip:102@example.com")))
        #expect(!dialog.isOf(Self.token(.listening)))
    }
}
