import AccessPolicy
import Enforcement
import EventBody
import NIOCore
import PolicyFile

/// A policy of 10,000 extensions, the messages that are timed, and a pipeline that judges them.
struct BenchWorld {
    struct Message {
        let bytes: ByteBuffer
        let flow: Flow
        let verdict: Judgement.Verdict
    }

    struct OnePhone: BindingLookup {
        let phone: Endpoint
        let address: AddressOfRecord
        var lives: [LiveKey: LiveDialog] = [:]

        func live(_ key: LiveKey) -> LiveDialog? { lives[key] }
        func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] { endpoint == phone ? [address] : [] }
        func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? { phone }
    }

    let policy: PolicySnapshot
    let organization: OrganizationID
    let watcher: UserID
    let pipeline: Pipeline<OnePhone>
    let now = Moment(unixSeconds: 1_000)
    let messages: [(name: String, message: Message)]
    let bodies = BenchBodies()

    init() {
        let address = AddressOfRecord(user: Array("u7".utf8), host: Array("example.com".utf8))
        let phone = Endpoint(ipv4: 0xC000_0207, port: 5062)
        let pbx = Endpoint(ipv4: 0xC000_020A, port: 5060)
        guard
            let policy = try? PolicyCompiler.compile(PolicyFile.parse(BenchText.policy(), file: "bench"), revision: 1),
            let organization = policy.organization(domain: Array("example.com".utf8).span),
            let watcher = policy.user(named: Array("u7".utf8).span, in: organization),
            let keys = TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)])
        else { preconditionFailure("the bench's own policy") }
        let settings = Settings(
            addresses: OwnAddresses(
                phone: OwnAddress(host: "192.0.2.1", port: 5060),
                pbx: OwnAddress(host: "192.0.2.1", port: 5062)
            ),
            keys: keys
        )
        let pipeline = Pipeline(
            settings: settings,
            pbx: PBXGroup([pbx]),
            bindings: OnePhone(phone: phone, address: address),
            snapshot: policy
        )
        let fromPhone = Flow(socket: .phone, remote: phone)
        let fromPBX = Flow(socket: .pbx, remote: pbx)
        let status = pipeline.introduce(ByteBuffer(string: BenchText.notify(about: "101")), as: address, on: fromPBX)
        let full = pipeline.introduce(ByteBuffer(string: BenchText.notify(about: "103")), as: address, on: fromPBX)
        let subscribe = ByteBuffer(string: BenchText.subscribe(to: "101"))
        let refused = ByteBuffer(string: BenchText.subscribe(to: "102"))
        let answer = Self.response(to: subscribe, pipeline, fromPhone, now)
        (self.policy, self.organization, self.watcher) = (policy, organization, watcher)
        self.pipeline = Self.knowing([(status, fromPBX), (full, fromPBX), (subscribe, fromPhone)], pipeline, now)
        messages = [
            ("SUBSCRIBE", Message(bytes: subscribe, flow: fromPhone, verdict: .forward)),
            ("SUBSCRIBE refused", Message(bytes: refused, flow: fromPhone, verdict: .reject)),
            ("INVITE", Message(bytes: ByteBuffer(string: BenchText.invite), flow: fromPhone, verdict: .forward)),
            ("NOTIFY rebuilt", Message(bytes: status, flow: fromPBX, verdict: .rebuild)),
            ("NOTIFY full", Message(bytes: full, flow: fromPBX, verdict: .forward)),
            ("200", Message(bytes: answer, flow: fromPBX, verdict: .forward)),
        ]
    }

    /// A pipeline that knows the subscriptions of these messages, as it does of all but their first.
    private static func knowing(
        _ messages: [(bytes: ByteBuffer, flow: Flow)],
        _ pipeline: Pipeline<OnePhone>,
        _ now: Moment
    ) -> Pipeline<OnePhone> {
        var bindings = pipeline.bindings
        for case .live(let sighting) in messages.flatMap({ pipeline.process($0.bytes, on: $0.flow, at: now).actions }) {
            bindings.lives[sighting.key] = LiveDialog(sighting, now: now)
        }
        precondition(bindings.lives.count == messages.count)
        return Pipeline(
            settings: pipeline.settings,
            pbx: pipeline.pbx,
            bindings: bindings,
            snapshot: pipeline.snapshot
        )
    }

    private static func pseudonym(_ id: Span<UInt8>) -> String { "0123456789abcdef" }

    /// One document, for a watcher who may see the status.
    func rebuild(_ shape: BenchBodies.Shape) -> RebuiltBody {
        BodyRebuilder.rebuild(
            shape.body.span,
            contentType: shape.type.span,
            contentEncoding: false,
            package: shape.package,
            resource: Self.record(Array("sip:101@example.com".utf8)),
            pseudonym: Self.pseudonym
        )
    }

    /// A list, for a watcher who may see the status of every member.
    func rebuildList(_ shape: BenchBodies.Shape) -> RebuiltBody? {
        ListRebuilder.rebuild(
            shape.body,
            contentType: shape.type,
            contentEncoding: false,
            package: shape.package,
            list: Self.record(Array("sip:desk@example.com".utf8)),
            judge: { .status(Self.record($0)) },
            pseudonym: Self.pseudonym
        )?.body
    }

    private static func record(_ uri: [UInt8]) -> SubscribedResource {
        let user = uri.drop { $0 != UInt8(ascii: ":") }.dropFirst().prefix { $0 != UInt8(ascii: "@") }
        return SubscribedResource(entity: uri, user: Array(user), statuses: [])
    }

    /// The PBX's 200 to a request as we forwarded it: its Vias, From, To with a tag, Call-ID and CSeq.
    private static func response(
        to request: ByteBuffer,
        _ pipeline: Pipeline<OnePhone>,
        _ flow: Flow,
        _ now: Moment
    ) -> ByteBuffer {
        let outcome = pipeline.process(request, on: flow, at: now)
        guard case .forward(let bytes, to: _, under: _)? = outcome.actions.first else {
            preconditionFailure("the bench's SUBSCRIBE is not forwarded")
        }
        let lines = String(buffer: bytes).split(separator: "\r\n", omittingEmptySubsequences: false)
        let kept = lines.filter { line in
            ["Via:", "From:", "Call-ID:", "CSeq:", "Record-Route:"].contains { line.hasPrefix($0) }
        }
        let to = "To: <sip:101@example.com>;tag=pbx1"
        let text = (["SIP/2.0 200 OK"] + kept.map(String.init) + [to, "Expires: 3600", "Content-Length: 0", "", ""])
        return ByteBuffer(string: text.joined(separator: "\r\n"))
    }
}
