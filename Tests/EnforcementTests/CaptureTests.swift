import AccessPolicy
import Foundation
import NIOCore
import Testing

@testable import Enforcement

/// What must hold of every real message, whatever it is.
@Suite struct CaptureTests {
    static let singles = Capture.notifies.filter {
        !($0.text.values("Content-Type").first ?? "").hasPrefix("multipart")
    }
    static let lists = Capture.notifies.filter { ($0.text.values("Content-Type").first ?? "").hasPrefix("multipart") }
    static let lamps = singles.filter { ($0.text.values("Content-Type").first ?? "").contains("dialog-info") }

    @Test func everyPBXAndKindIsThere() {
        for pbx in ["asterisk", "freeswitch", "kamailio"] {
            #expect(Capture.notifies.count { $0.name.hasPrefix(pbx) } >= 10)
            #expect(Capture.subscribes.count { $0.name.hasPrefix(pbx) } >= 2)
            #expect(Capture.answers.count { $0.name.hasPrefix(pbx) } >= 2)
        }
        #expect(Self.lists.count >= 12)
        #expect(Self.lamps.count >= 20)
        #expect(Self.singles.count { $0.text.values("Content-Type").first?.contains("pidf") == true } >= 8)
    }

    @Test(arguments: singles)
    func fullDisclosureLeavesTheBodyAlone(_ capture: Capture) throws {
        let outcome = try capture.notified(.full)
        #expect(outcome.judgement.verdict == .forward, "\(outcome.judgement.rule)")
        #expect(outcome.forwarded?.body == capture.text.body)
        #expect(outcome.forwards.map(\.to) == [Destination(backTo: Flow(socket: .phone, remote: Scene.phone(16)))])
    }

    @Test(arguments: lists)
    func aListGoesOnWholeWhereEveryMemberIsDisclosed(_ capture: Capture) throws {
        let outcome = try capture.notified(.full)
        #expect(outcome.judgement.verdict == .forward, "\(outcome.judgement.rule)")
        #expect(outcome.forwarded?.body == capture.text.body)
    }

    @Test(arguments: lists)
    func aStatusOnlyWatcherOfAListSeesTheSameLamps(_ capture: Capture) throws {
        let outcome = try capture.notified(.status)
        #expect(outcome.judgement.rule == "callers-nobody")
        let sent = try #require(outcome.forwarded)
        let (came, made) = (List(capture.text), List(sent))
        #expect(made.members == came.members)
        #expect(made.identifiers == came.identifiers)
        #expect(made.lamps == came.lamps)
        #expect(made.boundary == came.boundary)
        #expect(sent.values("Require") == ["eventlist"])
    }

    /// Kamailio gives both ends of a call the same dialog id; who watches both must not see that they talk to each other.
    @Test func theIdsOfTwoMembersDoNotTellThatTheyTalk() throws {
        let capture = try #require(Self.lists.first { $0.name == "kamailio-15-rls-032.sip" })
        let came = Capture.values(of: "<dialog id", in: String(decoding: capture.text.body, as: UTF8.self))
        #expect(came.count == 3 && Set(came).count == 2)
        let sent = try #require(try capture.notified(.status).forwarded)
        let made = Capture.values(of: "<dialog id", in: String(decoding: sent.body, as: UTF8.self))
        #expect(made.count == 3 && Set(made).count == 3)
    }

    @Test(arguments: Capture.notifies)
    func aStatusOnlyWatcherGetsNoByteOfTheCaller(_ capture: Capture) throws {
        let outcome = try capture.notified(.status)
        #expect(outcome.judgement.verdict == .rebuild)
        let sent = try #require(outcome.forwarded)
        // The watched number itself may be the caller's: it is what the phone asked for.
        let watched = [Capture.user(in: capture.text.values("From").first ?? "")] + List(capture.text).members
        var text = String(decoding: sent.buffer.readableBytesView, as: UTF8.self)
        for structural in ["Call-ID", "From", "To"] {
            for value in capture.text.values(structural) { text = text.replacingOccurrences(of: value, with: "") }
        }
        for word in Capture.callerWords + capture.secrets() where !watched.contains(where: { $0.contains(word) }) {
            #expect(!text.contains(word), "`\(word)` in \(text)")
        }
    }

    @Test(arguments: lamps)
    func aStatusOnlyWatcherSeesTheSameLamp(_ capture: Capture) throws {
        let sent = try #require(try capture.notified(.status).forwarded)
        let before = Capture.states(in: String(decoding: capture.text.body, as: UTF8.self))
        #expect(Capture.states(in: String(decoding: sent.body, as: UTF8.self)) == before)
    }

    @Test(arguments: singles.filter { $0.text.values("Content-Type").first == "application/pidf+xml" })
    func aStatusOnlyWatcherSeesTheSameBasic(_ capture: Capture) throws {
        func basic(_ body: [UInt8]) -> String {
            let text = String(decoding: body, as: UTF8.self).lowercased()
            return text.contains("<basic>open") ? "open" : text.contains("<basic>closed") ? "closed" : "none"
        }
        let sent = try #require(try capture.notified(.status).forwarded)
        // Where the PBX says nothing (Kamailio with nobody registered), closed is said.
        let before = basic(capture.text.body)
        #expect(basic(sent.body) == (before == "none" ? "closed" : before))
    }

    @Test(arguments: Capture.notifies)
    func aRefusedWatcherGetsTheEndAndNothingElse(_ capture: Capture) throws {
        let sent = try #require(try capture.notified(.refused).forwarded)
        #expect(sent.values("Subscription-State") == ["terminated;reason=rejected"])
        #expect(sent.body.isEmpty)
        #expect(sent.values("Content-Type").isEmpty)
        #expect(sent.values("Content-Length") == ["0"])
    }

    @Test(arguments: Capture.notifies)
    func withoutTokenNothingIsForwardedWhole(_ capture: Capture) throws {
        var text = capture.text
        text.start = "NOTIFY sip:106@192.0.2.16:5060 SIP/2.0"
        let outcome = try Capture.pipeline(.full).pbx(text.without("Content-Length"))
        #expect(outcome.judgement.verdict == .rebuild)
        if !capture.text.body.isEmpty { #expect(outcome.forwarded?.body != capture.text.body) }
    }

    @Test(arguments: Capture.notifies)
    func theAnswerFindsItsWayBack(_ capture: Capture) throws {
        for level in Capture.Level.allCases {
            let sent = try #require(try capture.notified(level).forwarded)
            let answer = sent.answer(200, "OK").buffer
            let flow = Flow(socket: .phone, remote: Scene.phone(16))
            let outcome = try Capture.pipeline(level).process(answer, on: flow, at: Scene.now)
            #expect(outcome.forwards.map(\.to) == [Destination(backTo: Scene.fromPBX)])
            let isOver = capture.text.values("Subscription-State").first?.hasPrefix("terminated") == true
            #expect(outcome.forwarded?.status == (level == .refused && !isOver ? 481 : 200))
        }
    }

    @Test(arguments: Capture.subscribes, Capture.Level.allCases)
    func aSubscribeIsJudged(_ capture: Capture, _ level: Capture.Level) throws {
        let flow = Flow(socket: .phone, remote: Scene.phone(16))
        let outcome = try Capture.pipeline(level).process(ByteBuffer(bytes: capture.bytes), on: flow, at: Scene.now)
        let event = capture.text.values("Event").first ?? ""
        if capture.text.values("To").first?.contains(";tag=") == true {
            // A dialog that did not come through us.
            #expect(outcome.judgement.rule == "no-dialog-of-ours")
        } else if !["dialog", "presence"].contains(event.prefix { $0 != ";" }) {
            #expect(outcome.judgement.verdict == .reject || outcome.judgement.question != .status)
        } else if level == .refused {
            #expect(outcome.judgement.status == 403)
            #expect(outcome.forwards.isEmpty)
        } else {
            #expect(outcome.judgement.verdict == .forward, "\(outcome.judgement.rule)")
            #expect(outcome.judgement.disclosure == (level == .full ? .full : .status))
            #expect(outcome.forwarded?.values("Event") == [event])
        }
    }

    /// The answers were to requests that we did not send.
    @Test(arguments: Capture.answers)
    func anAnswerToNothingOfOursIsDropped(_ capture: Capture) throws {
        for flow in [Scene.fromPBX, Flow(socket: .phone, remote: Scene.phone(16))] {
            let outcome = try Capture.pipeline(.full).process(ByteBuffer(bytes: capture.bytes), on: flow, at: Scene.now)
            #expect(outcome.actions.isEmpty)
            #expect(outcome.judgement.rule == "response-not-ours")
        }
    }
}

/// What a list NOTIFY says, as a phone would take it out.
private struct List {
    let boundary: String
    let members: [String]
    let identifiers: [[String]]
    let lamps: [String]

    init(_ message: SIPText) {
        let body = String(decoding: message.body, as: UTF8.self)
        let type = message.values("Content-Type").first ?? ""
        boundary = (type.components(separatedBy: "boundary=").last ?? "").replacing("\"", with: "")
        members = Capture.values(of: "<resource uri", in: body).map(Capture.user)
        identifiers = [
            Capture.values(of: "cid", in: body),
            body.components(separatedBy: "Content-ID: <").dropFirst().map { String($0.prefix { $0 != ">" }) },
        ]
        let basic = body.components(separatedBy: "<basic>").dropFirst().map { String($0.prefix { $0 != "<" }) }
        lamps = Capture.states(in: body) + basic
    }
}
