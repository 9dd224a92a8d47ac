import AccessPolicy
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import Testing

@testable import Enforcement
@testable import Proxy

/// A change of the policy under dialogs in progress, and how PBXes of each make take what we send them then.
@Suite struct WorkerRevocationTests {
    typealias Bench = RevocationBench

    /// A subscription whose right has just been taken; gives the SUBSCRIBE that made it and the one that ends it.
    static func revoked(_ bench: Bench) throws -> (made: String, end: String) {
        let made = try bench.subscribe()
        try bench.publish(Bench.nobody)
        bench.run(60)
        let sent = try bench.atPBX()
        #expect(sent.count == 1)
        guard let end = sent.first else { throw Bench.NoSuchMessageError() }
        #expect(end.hasPrefix("SUBSCRIBE sip:101@192.0.2.10:5060 SIP/2.0\r\n"))
        #expect(Bench.lines(end, ["Expires", "CSeq"]) == ["CSeq: 2 SUBSCRIBE", "Expires: 0"])
        return (made, end)
    }

    static func told(_ bench: Bench, _ notify: String) throws -> (phone: String, pbx: [String]) {
        bench.pbxSends(notify)
        guard let told = try bench.atPhone().last else { throw Bench.NoSuchMessageError() }
        bench.phoneSends(Bench.answer(told, "200 OK"))
        return (told, try bench.atPBX())
    }

    @Test func anUnchangedPolicySendsNothing() throws {
        let bench = try Bench()
        try bench.subscribe()
        bench.run(40_000)
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().isEmpty)
    }

    /// Asterisk: 200, then a last NOTIFY with a body, which the phone gets without.
    @Test func aPBXThatAcceptsTellsTheEndItself() throws {
        let bench = try Bench()
        let (made, end) = try Self.revoked(bench)
        bench.pbxSends(Bench.answer(end, "200 OK", ["Expires: 0"]))
        #expect(try bench.atPhone().isEmpty)
        let told = try Self.told(bench, Bench.notify(made, 2, "terminated"))
        #expect(told.phone.contains("Subscription-State: terminated;reason=rejected\r\n"))
        #expect(!told.phone.contains("15550199"))
        #expect(told.pbx.map { $0.prefix(11) } == ["SIP/2.0 200"])
        bench.run(60_000)
        #expect(try bench.atPBX().isEmpty)
        #expect(bench.table.lives.counts.subscriptions == 0)
    }

    /// FreeSWITCH: 407, and it goes on telling, also after a 481.
    @Test func aPBXThatChallengesGoesOnTellingAndThePhoneHearsTheEnd() throws {
        let bench = try Bench()
        let (made, end) = try Self.revoked(bench)
        bench.pbxSends(
            Bench.answer(
                end,
                "407 Proxy Authentication Required",
                ["Proxy-Authenticate: Digest realm=\"a\", nonce=\"b\""]
            )
        )
        #expect(try bench.atPhone().isEmpty)
        for number in 2...4 {
            let told = try Self.told(bench, Bench.notify(made, number, "active;expires=500"))
            #expect(told.phone.contains("Subscription-State: terminated;reason=rejected\r\n"))
            #expect(!told.phone.contains("15550199"))
            #expect(told.pbx.map { $0.prefix(11) } == ["SIP/2.0 481"])
        }
        bench.run(120_000)
        #expect(try bench.atPBX().isEmpty)
    }

    /// Kamailio, a list: 200 and no NOTIFY; Kamailio and Asterisk, a subscription that they do not know any more: 481.
    @Test(arguments: ["200 OK", "481 Subscription does not exist", "500 Unhandled by dialog usages"])
    func aPBXThatKnowsItNoMoreIsLeftAlone(_ answer: String) throws {
        let bench = try Bench()
        let end = try Self.revoked(bench).end
        bench.pbxSends(Bench.answer(end, answer))
        bench.run(120_000)
        #expect(try bench.atPBX().isEmpty)
        #expect(bench.table.lives.counts.subscriptions == 0)
    }

    @Test func aSilentPBXIsAskedAsATransactionAsksAndLaterAgain() throws {
        let bench = try Bench()
        let end = try Self.revoked(bench).end
        bench.run(31_000)
        let repeated = try bench.atPBX()
        #expect(repeated.count == 9)
        #expect(repeated.allSatisfy { $0 == end })
    }

    @Test func aRefreshOfThePhoneGets481Then() throws {
        let bench = try Bench()
        let (made, _) = try Self.revoked(bench)
        let routes = Bench.lines(made, ["Record-Route"]).reversed().map { $0.replacing("Record-Route", with: "Route") }
        let refresh = Bench.message(
            [
                "SUBSCRIBE sip:101@192.0.2.10:5060 SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1:40000;branch=z9hG4bK-2;rport",
                "Max-Forwards: 70", "From: <sip:alice@example.com>;tag=alice", "To: <sip:101@example.com>;tag=pbx",
                "Call-ID: call@192.0.2.1", "CSeq: 2 SUBSCRIBE", "Contact: <sip:alice@192.0.2.1:40000>",
                "Event: dialog", "Expires: 600",
            ] + routes
        )
        bench.phoneSends(refresh)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 481"])
        #expect(try bench.atPBX().isEmpty)
    }

    @Test func whoSeesLessGetsTheLessAtOnce() throws {
        let bench = try Bench()
        let made = try bench.subscribe()
        let before = try Self.told(bench, Bench.notify(made, 1, "active;expires=600"))
        #expect(before.phone.contains("15550199"))
        try bench.publish(Bench.noCallers)
        bench.run(60)
        let asked = try bench.atPBX()
        #expect(asked.map { Bench.lines($0, ["CSeq"]) } == [["CSeq: 2 SUBSCRIBE"]])
        guard let news = asked.first else { return }
        bench.pbxSends(Bench.answer(news, "200 OK", ["Expires: 600"]))
        #expect(try bench.atPhone().isEmpty)
        let after = try Self.told(bench, Bench.notify(made, 2, "active;expires=600"))
        #expect(!after.phone.contains("15550199"))
        #expect(after.phone.contains("early"))
        bench.run(20_000)
        #expect(try bench.atPBX().isEmpty)
    }

    @Test func theKillSwitchEndsEveryListeningCallAndThatIsOnRecord() async throws {
        let bench = try Bench()
        try bench.listen()
        #expect(bench.table.lives.counts.listening == 1)
        try bench.publish(Bench.killed)
        bench.run(60)
        let (atPBX, atPhone) = (try bench.atPBX(), try bench.atPhone())
        #expect(atPBX.map { $0.prefix(8) } == ["BYE sip:"])
        #expect(atPhone.map { $0.prefix(8) } == ["BYE sip:"])
        for bye in atPBX { bench.pbxSends(Bench.answer(bye, "200 OK")) }
        for bye in atPhone { bench.phoneSends(Bench.answer(bye, "200 OK")) }
        bench.run(60_000)
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().isEmpty)
        #expect(bench.table.lives.counts.listening == 0)
        await bench.audit.close()
        let record = String(decoding: bench.sink.disk.withLockedValue { $0.bytes }, as: UTF8.self)
        #expect(record.contains("\"verdict\":\"revoke\""))
        #expect(record.contains("\"rule\":\"listening-disabled\""))
        #expect(record.contains("\"method\":\"BYE\""))
    }

    @Test func aSubscriptionIsNotTouchedByTheKillSwitch() throws {
        let bench = try Bench()
        try bench.subscribe()
        try bench.publish(Bench.killed)
        bench.run(2_000)
        #expect(try bench.atPBX().isEmpty)
    }

    /// INVARIANT: what another loop had judged under the old policy, and tells the table of only behind the pass, ends all the same.
    @Test func whatWasJudgedBeforeTheChangeEndsWhenItComesBehindThePass() throws {
        let bench = try Bench()
        try bench.subscribe()
        let dialog = try bench.dialog()
        bench.table.lives.see(LiveSighting(.ended, callID: dialog.callID, tag: dialog.phone.tag), now: WallClock().now)
        try bench.publish(Bench.nobody)
        bench.run(100)
        #expect(try bench.atPBX().isEmpty)
        bench.table.lives.restore([dialog], now: WallClock().now)
        bench.run(1_100)
        #expect(try bench.atPBX().map { Bench.lines($0, ["Expires"]) } == [["Expires: 0"]])
    }

    @Test func tenThousandSubscriptionsEndWithinASecond() throws {
        let bench = try Bench()
        try bench.subscribe()
        let one = try bench.dialog()
        for number in 1..<10_000 { bench.see(one, asCall: number, with: one.token.watched(by: number / 500)) }
        #expect(bench.table.lives.counts.subscriptions == 10_000)
        try bench.publish(Bench.nobody)
        bench.run(900)
        let ends = try bench.atPBX().filter { $0.contains("\r\nExpires: 0\r\n") }
        #expect(Set(ends.flatMap { Bench.lines($0, ["Call-ID"]) }).count == 10_000)
    }

    @Test func aRightGivenBackDuringThePassStopsIt() throws {
        let bench = try Bench()
        try bench.subscribe()
        let one = try bench.dialog()
        for number in 1..<900 { bench.see(one, asCall: number, with: one.token) }
        try bench.publish(Bench.nobody)
        bench.run(50)
        let first = try bench.atPBX().count
        #expect(first > 0 && first < 900)
        try bench.publish(Bench.open)
        bench.run(400)
        #expect(try bench.atPBX().isEmpty)
    }
}

extension DialogToken {
    /// The same of another watcher: of one there may be only so many.
    fileprivate func watched(by number: Int) -> DialogToken {
        DialogToken(
            kind: kind,
            pbx: pbx,
            device: device,
            phone: phone,
            watcher: AddressOfRecord(user: Array("watcher\(number)".utf8), host: watcher.host),
            resource: resource,
            accepted: accepted
        )
    }
}
