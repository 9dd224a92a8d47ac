import NIOCore
import Testing

@testable import Enforcement

/// Where a NOTIFY goes after its phone has moved: to that phone and to no other, and nowhere when that cannot be told.
@Suite struct FlowTests {
    static let owner = Scene.address("status")
    static let subscribe = SIPText.subscribe(from: "status")
    static let desk = Scene.phone(31)
    static let mobile = Scene.phone(32)

    static func binding(_ endpoint: Endpoint, call: UInt64) -> DictionaryBindings.Binding {
        .init(
            address: owner,
            endpoint: endpoint,
            until: Moment(unixSeconds: .max),
            contact: UInt32(truncatingIfNeeded: call),
            call: CallMark(bits: call)
        )
    }

    static func pipeline(
        _ bindings: [DictionaryBindings.Binding],
        connections: [Endpoint: UInt32] = [:]
    ) throws -> Pipeline<DictionaryBindings> {
        var known = DictionaryBindings([])
        known.bindings = bindings
        known.connections = connections
        return try Scene.pipeline(bindings: known)
    }

    /// A NOTIFY of the subscription that was made at `endpoint` when that was known.
    static func notify(
        madeAt endpoint: Endpoint,
        _ bindings: [DictionaryBindings.Binding],
        connections: [Endpoint: UInt32] = [:]
    ) throws -> SIPText {
        let pipeline = try pipeline(bindings, connections: connections)
        let flow = Flow(socket: .phone, remote: endpoint)
        let sent = try #require(pipeline.process(subscribe.buffer, on: flow, at: Scene.now).forwarded)
        let routes = sent.values("Record-Route").joined(separator: ", ")
        return SIPText.notify(to: "status").adding("Route", routes)
    }

    static func receiver(_ notify: SIPText, _ pipeline: Pipeline<DictionaryBindings>) -> Endpoint? {
        pipeline.pbx(notify).forwards.first?.to.remote
    }

    @Test func aPhoneIsFollowedToItsNewPortBesideAnotherOfTheSamePerson() throws {
        let notify = try Self.notify(madeAt: Self.desk, [Self.binding(Self.desk, call: 1)])
        let moved = Scene.phone(33)
        let after = try Self.pipeline([Self.binding(moved, call: 1), Self.binding(Self.mobile, call: 2)])
        #expect(Self.receiver(notify, after) == moved)
    }

    @Test func aPhoneThatIsGoneIsNotTakenForAnotherOfTwo() throws {
        let gone = Self.desk.by(.tcp)
        let notify = try Self.notify(madeAt: gone, [Self.binding(gone, call: 1)], connections: [gone: 9])
        let others = [Self.binding(Self.mobile, call: 2), Self.binding(Scene.phone(34), call: 3)]
        let after = try Self.pipeline(others)
        #expect(Self.receiver(notify, after) == nil)
        #expect(after.pbx(notify).judgement.status == 430)
    }

    @Test func aPersonsOnlyPhoneIsTheOne() throws {
        // It has come back with another Call-ID, after a restart of its own.
        let gone = Self.desk.by(.tcp)
        let notify = try Self.notify(madeAt: gone, [Self.binding(gone, call: 1)], connections: [gone: 9])
        #expect(Self.receiver(notify, try Self.pipeline([Self.binding(Self.mobile, call: 2)])) == Self.mobile)
    }

    @Test func aPortByUDPThatNobodyElseHasIsStillTried() throws {
        let notify = try Self.notify(madeAt: Self.desk, [Self.binding(Self.desk, call: 1)])
        #expect(Self.receiver(notify, try Self.pipeline([])) == Self.desk)
    }

    @Test func aClosedConnectionOfAnUnknownPhoneIsTheEnd() throws {
        let gone = Self.desk.by(.tcp)
        let notify = try Self.notify(madeAt: gone, [Self.binding(gone, call: 1)], connections: [gone: 9])
        #expect(try Self.pipeline([]).pbx(notify).judgement.status == 430)
    }

    @Test(arguments: [(UInt32(9), true), (10, false)])
    func anUnregisteredPhoneKeepsItsConnectionAndNotALaterOneOfItsPort(_ number: UInt32, _ isReached: Bool) throws {
        let place = Self.desk.by(.tcp)
        let token = DialogToken(
            kind: .subscription(.dialog),
            pbx: PBX(Scene.pbx).mark,
            device: 9,
            phone: place,
            watcher: Self.owner,
            resource: Array("sip:101@example.com".utf8)
        )
        let notify = SIPText.notify(to: "status")
        let (call, tag) = (Array((notify.values("Call-ID").first ?? "").utf8), Array("from-status".utf8))
        let text = token.encode(callID: call.span, tag: tag.span, keys: TestKeys.first) ?? []
        let route = "<sip:\(String(decoding: text, as: UTF8.self))@192.0.2.1:5062;lr>"
        let pipeline = try Self.pipeline([], connections: [place: number])
        #expect((Self.receiver(notify.adding("Route", route), pipeline) == place) == isReached)
    }
}
