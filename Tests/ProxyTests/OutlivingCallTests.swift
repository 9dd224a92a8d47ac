import AccessPolicy
import Testing

@testable import Enforcement
@testable import Proxy

/// What somebody who listens may try so that the call outlives the right to it: be forgotten, be taken for something else, or be out of reach of our BYE.
@Suite struct OutlivingCallTests {
    typealias Bench = RevocationBench

    /// What goes to the PBX when all listening is forbidden.
    static func killed(_ bench: Bench) throws -> [String] {
        _ = try bench.atPBX()
        try bench.publish(Bench.killed)
        bench.run(60)
        return try bench.atPBX()
    }

    static func number(_ message: String) -> UInt32? {
        Bench.lines(message, ["CSeq"]).first?.split(separator: " ").dropFirst().first.flatMap { UInt32($0) }
    }

    /// The routes that the phone follows in the dialog which this request has made.
    static func routes(_ made: String) -> [String] {
        Bench.lines(made, ["Record-Route"]).reversed().map { $0.replacing("Record-Route", with: "Route") }
    }

    /// A request of the phone in its call.
    static func inDialog(
        _ method: String,
        _ number: Int,
        _ routes: [String],
        target: String = "sip:spy@192.0.2.10:5060",
        tag: String = "pbx",
        branch: String? = nil,
        more: [String] = []
    ) -> String {
        Bench.message(
            [
                "\(method) \(target) SIP/2.0",
                "Via: SIP/2.0/UDP 192.0.2.1:40000;branch=z9hG4bK-\(branch ?? "\(method)\(number)");rport",
                "Max-Forwards: 70", "From: <sip:alice@example.com>;tag=alice",
                "To: <sip:*33101@example.com>;tag=\(tag)",
                "Call-ID: call@192.0.2.1", "CSeq: \(number) \(method)", "Contact: <sip:alice@192.0.2.1:40000>",
            ] + routes + more
        )
    }

    // MARK: To be forgotten

    @Test func theEndOfASubscriptionUnderItsNameDoesNotEndIt() throws {
        let bench = try Bench()
        let made = try bench.subscribe()
        try bench.listen()
        bench.pbxSends(Bench.notify(made, 2, "terminated", body: ""))
        #expect(try Self.killed(bench).map { $0.prefix(4) } == ["BYE "])
    }

    @Test func aReferUnderItsNameDoesNotStandForIt() throws {
        let bench = try Bench()
        bench.phoneSends(Bench.request("REFER", "sip:pbx@example.com", ["Refer-To: <sip:*33101@example.com>"]))
        _ = try bench.atPBX()
        bench.phoneSends(Bench.request("INVITE", "sip:*33101@example.com", []))
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 482"])
    }

    @Test func anotherInviteWithItsNumberIsNoRepetition() throws {
        let bench = try Bench()
        let invite = Bench.request("INVITE", "sip:*33101@example.com", [])
        bench.phoneSends(invite)
        bench.phoneSends(invite)
        #expect(try bench.atPBX().count == 2)
        bench.phoneSends(invite.replacing("z9hG4bK-INVITE", with: "z9hG4bK-other"))
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 482"])
    }

    /// The first is refused as out of order, the second as of no call that there is; both have one number.
    @Test func theRefusalOfAByeToNobodyIsNotItsEnd() throws {
        let bench = try Bench()
        let routes = Self.routes(try bench.listen())
        for (tag, status) in [("pbx", "500 Out of Order"), ("nobody", "481 No Such Call")] {
            bench.phoneSends(Self.inDialog("BYE", 5, routes, tag: tag, branch: "bye"))
            for bye in try bench.atPBX() { bench.pbxSends(Bench.answer(bye, status)) }
        }
        #expect(try Self.killed(bench).map { $0.prefix(4) } == ["BYE "])
    }

    @Test(arguments: [
        ("sip:spy@192.0.2.10:5060;alias=192.0.2.66~5060~1", []), ("sip:spy@192.0.2.10:5060;maddr=192.0.2.66", []),
        ("sip:spy@192.0.2.10:5060", ["Route: <sip:192.0.2.10:5060;lr>"]),
        ("sip:spy@192.0.2.10:5060", ["Route: <sip:192.0.2.10:5060;lr>, <sip:192.0.2.1:5062;lr>"]),
    ])
    func aByeByAnotherWayIsNotItsEnd(_ target: String, _ more: [String]) throws {
        let bench = try Bench()
        let routes = Self.routes(try bench.listen())
        bench.phoneSends(Self.inDialog("BYE", 2, routes + more, target: target))
        for bye in try bench.atPBX() { bench.pbxSends(Bench.answer(bye, "200 OK")) }
        #expect(try Self.killed(bench).map { $0.prefix(4) } == ["BYE "])
    }

    @Test func theRightByeIsItsEnd() throws {
        let bench = try Bench()
        let routes = Self.routes(try bench.listen())
        bench.phoneSends(Self.inDialog("BYE", 2, routes))
        for bye in try bench.atPBX() { bench.pbxSends(Bench.answer(bye, "200 OK")) }
        #expect(bench.table.lives.counts.listening == 0)
        #expect(try Self.killed(bench).isEmpty)
    }

    /// A PBX that is a proxy would bring it back to us.
    @Test(arguments: ["BYE", "UPDATE"], [true, false])
    func whatThePhoneSendsAsIfItWereThePBXIsNotBelieved(_ method: String, _ hasTokenOfItsOwn: Bool) throws {
        let bench = try Bench()
        let made = try bench.listen()
        let (from, to) = ("From: <sip:alice@example.com>;tag=pbx", "To: <sip:alice@example.com>;tag=alice")
        bench.phoneSends(
            Bench.request("INVITE", "sip:101@example.com", [])
                .replacing("From: <sip:alice@example.com>;tag=alice", with: from)
        )
        let other = try bench.atPBX().last.map(Self.routes) ?? []
        let token = Bench.lines(made, ["Record-Route"])[0].replacing("Record-Route", with: "Route")
        let routes = (hasTokenOfItsOwn ? other : Self.routes(made)) + ["Route: <sip:192.0.2.10:5060;lr>", token]
        bench.phoneSends(
            Self.inDialog(method, 9, routes)
                .replacing("From: <sip:alice@example.com>;tag=alice", with: from)
                .replacing("To: <sip:*33101@example.com>;tag=pbx", with: to)
        )
        let sent = try bench.atPBX()
        #expect(sent.isEmpty != hasTokenOfItsOwn)
        for message in sent {
            let (via, ours) = ("Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-k", "Via: SIP/2.0/UDP 192.0.2.1:5062")
            let back = message.replacing("Route: <sip:192.0.2.10:5060;lr>\r\n", with: "")
            bench.pbxSends(back.replacing(ours, with: "\(via)\r\n\(ours)"))
            #expect(try bench.atPhone().count > 0)
        }
        #expect(try Self.killed(bench).map { $0.prefix(27) } == ["BYE sip:spy@192.0.2.10:5060"])
    }

    @Test func aSecondAnswerToOurByeIsNotTheEndOfTheNextCall() throws {
        let bench = try Bench()
        try bench.listen()
        let answers = try Self.killed(bench).map { Bench.answer($0, "200 OK") }
        for answer in answers { bench.pbxSends(answer) }
        #expect(bench.table.lives.counts.listening == 0)
        try bench.publish(Bench.open)
        bench.phoneSends(
            Bench.request("INVITE", "sip:*33101@example.com", []).replacing("CSeq: 1", with: "CSeq: 2")
        )
        for answer in answers { bench.pbxSends(answer) }
        #expect(bench.table.lives.counts.listening == 1)
    }

    // MARK: To be taken for something else

    @Test func theTokenOfAnotherCallDoesNotMakeItAnother() throws {
        let bench = try Bench()
        bench.phoneSends(Bench.request("INVITE", "sip:101@example.com", []))
        let plain = try bench.atPBX().last.map(Self.routes) ?? []
        try bench.listen()
        bench.phoneSends(Self.inDialog("OPTIONS", 50, plain))
        let bye = try Self.killed(bench)
        #expect(bye.compactMap(Self.number) == [51])
        bench.phoneSends(Self.inDialog("UPDATE", 52, plain))
        #expect(try bench.atPBX().isEmpty)
    }

    @Test func anotherSpellingOfThePBXsTagDoesNotHideNumbers() throws {
        let bench = try Bench()
        let routes = Self.routes(try bench.listen())
        bench.phoneSends(Self.inDialog("OPTIONS", 50, routes, tag: "PBX"))
        #expect(try Self.killed(bench).compactMap(Self.number) == [51])
    }

    /// A PBX that compares tags byte for byte knows the call by none but the first.
    @Test(arguments: ["OPTIONS", "BYE"])
    func anotherSpellingOfItsOwnTagDoesNotRenameIt(_ method: String) throws {
        let bench = try Bench()
        let (tag, other) = ("tag=alice", "tag=ALICE")
        bench.phoneSends(Bench.request("INVITE", "sip:101@example.com", []).replacing(tag, with: other))
        let plain = try bench.atPBX().last.map(Self.routes) ?? []
        try bench.listen()
        bench.phoneSends(Self.inDialog(method, 50, plain).replacing(tag, with: other))
        let sent = try bench.atPBX()
        #expect(sent.count == 1)
        for request in sent { bench.pbxSends(Bench.answer(request, "481 No Such Call")) }
        let byes = try Self.killed(bench)
        #expect(byes.map { Bench.lines($0, ["From"]) } == [["From: <sip:alice@example.com>;tag=alice"]])
        #expect(byes.compactMap(Self.number) == [51])
    }

    @Test func aNumberThatLeavesNoRoomIsRefusedInAnyDialog() throws {
        let bench = try Bench()
        bench.phoneSends(Bench.request("INVITE", "sip:101@example.com", []))
        let plain = try bench.atPBX().last.map(Self.routes) ?? []
        _ = try bench.atPhone()
        bench.phoneSends(Self.inDialog("OPTIONS", 0x7FFF_FFFF, plain))
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 400"])
    }

    @Test(arguments: ["to-tag=pbx;from-tag=alice", "to-tag=PBX;from-tag=Alice", "to-tag=pbx;from-tag=%61lice"])
    func nobodyTakesItsPlace(_ tags: String) throws {
        let bench = try Bench()
        try bench.listen()
        let other = Bench.request("INVITE", "sip:alice@example.com", ["Replaces: call@192.0.2.1;\(tags)"])
            .replacing("Call-ID: call@", with: "Call-ID: other@")
        bench.phoneSends(other)
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 403"])
    }

    @Test func nobodyIsTransferredToIt() throws {
        let bench = try Bench()
        try bench.listen()
        let to = "<sip:spy@example.com?Replaces=call%40192.0.2.1%3Bto-tag%3Dpbx%3Bfrom-tag%3Dalice>"
        let refer = Bench.request("REFER", "sip:bob@example.com", ["Refer-To: \(to)"])
            .replacing("Call-ID: call@", with: "Call-ID: other@")
        bench.phoneSends(refer)
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 403"])
    }

    @Test func itIsTransferredToNobody() throws {
        let bench = try Bench()
        let routes = Self.routes(try bench.listen())
        bench.phoneSends(Self.inDialog("REFER", 2, routes, more: ["Refer-To: <sip:bob@example.com>"]))
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 403"])
    }

    /// Who is at the other end of the phone's call would listen, with no right and out of our sight.
    @Test func nobodyElseIsSentToACode() throws {
        let bench = try Bench()
        bench.phoneSends(Bench.request("INVITE", "sip:101@example.com", []))
        let plain = try bench.atPBX().last.map(Self.routes) ?? []
        bench.phoneSends(Self.inDialog("REFER", 2, plain, more: ["Refer-To: <sip:*33101@example.com>"]))
        #expect(try bench.atPBX().isEmpty)
        #expect(try bench.atPhone().map { $0.prefix(11) } == ["SIP/2.0 403"])
    }

    // MARK: To be out of reach

    @Test(arguments: ["400 Bad CSeq", "500 Out of Order"])
    func aPBXThatHasSeenHigherNumbersGetsAHigherOneAtOnce(_ answer: String) throws {
        let bench = try Bench()
        try bench.listen()
        let byes = try Self.killed(bench)
        for bye in byes { bench.pbxSends(Bench.answer(bye, answer)) }
        let again = try bench.atPBX()
        #expect(again.map { $0.prefix(4) } == ["BYE "])
        #expect(again.compactMap(Self.number) == [LiveDialog.numberUnheardOf])
        for bye in again { bench.pbxSends(Bench.answer(bye, "200 OK")) }
        #expect(bench.table.lives.counts.listening == 0)
    }

    @Test func theCancelIsOfTheInviteWhateverCameAfterIt() throws {
        let bench = try Bench()
        let invite = Bench.request("INVITE", "sip:*33101@example.com;x=1", [])
            .replacing("To: <sip:*33101@example.com;x=1>", with: "To: <sip:*33101@example.com>")
        bench.phoneSends(invite)
        guard let sent = try bench.atPBX().last else { throw Bench.NoSuchMessageError() }
        let early = ["Contact: <sip:spy@192.0.2.10:5060>", "RSeq: 1", "Require: 100rel"]
        bench.pbxSends(Bench.answer(sent, "183 Session Progress", early))
        bench.phoneSends(Self.inDialog("PRACK", 2, Self.routes(sent), more: ["RAck: 1 1 INVITE"]))
        let cancel = try Self.killed(bench)
        #expect(cancel.map { $0.split(separator: "\r\n")[0] } == ["CANCEL sip:*33101@example.com;x=1 SIP/2.0"])
        #expect(cancel.compactMap(Self.number) == [1])
        #expect(cancel.map { Bench.lines($0, ["Via"]) } == [Array(Bench.lines(sent, ["Via"]).prefix(1))])
    }

    @Test func aSecondAcceptanceOfOneInviteEndsAtOnce() throws {
        let bench = try Bench()
        let sent = try bench.listen()
        let second = Bench.answer(sent, "200 OK", ["Contact: <sip:spy2@192.0.2.10:5060>"])
            .replacing("tag=pbx", with: "tag=fork")
        bench.pbxSends(second)
        #expect(try bench.atPhone().isEmpty)
        let sentThen = try bench.atPBX()
        #expect(
            sentThen.map { $0.split(separator: "\r\n")[0] } == [
                "ACK sip:spy2@192.0.2.10:5060 SIP/2.0", "BYE sip:spy2@192.0.2.10:5060 SIP/2.0",
            ]
        )
        for bye in sentThen.dropFirst() { bench.pbxSends(Bench.answer(bye, "200 OK")) }
        #expect(try Self.killed(bench).map { $0.prefix(27) } == ["BYE sip:spy@192.0.2.10:5060"])
    }

    @Test func aCallToAListIsKnownWhenItIsAccepted() throws {
        let bench = try Bench(Bench.everyone)
        let list = [
            "Require: recipient-list-invite", "Content-Type: application/resource-lists+xml",
            "Content-Disposition: recipient-list",
        ]
        bench.phoneSends(Bench.request("INVITE", "sip:conference@example.com", list))
        guard let sent = try bench.atPBX().last else { throw Bench.NoSuchMessageError() }
        bench.pbxSends(Bench.answer(sent, "200 OK", ["Contact: <sip:spy@192.0.2.10:5060>"]))
        #expect(try Self.killed(bench).map { $0.prefix(4) } == ["BYE "])
    }
}
