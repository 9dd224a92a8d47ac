import AccessPolicy
import NIOCore
import NIOEmbedded
import PolicyFile

@testable import Enforcement
@testable import Proxy

/// A worker between a phone and a scripted PBX, whose policy the test changes.
final class RevocationBench {
    static let phone = Endpoint(ipv4: 0xC000_0201, port: 40_000)
    static let pbx = Endpoint(ipv4: 0xC000_020A, port: 5060)
    static let alice = AddressOfRecord(user: Array("alice".utf8), host: Array("example.com".utf8))

    struct NoSuchMessageError: Error {}

    let loop = EmbeddedEventLoop()
    let table = BindingTable()
    let sink = MemorySink()
    let audit: AuditLog
    let worker: Worker
    private let toPhone: EmbeddedChannel
    private let toPBX: EmbeddedChannel
    private let publisher: SnapshotPublisher

    init(_ policy: String = RevocationBench.open) throws {
        (toPhone, toPBX) = (EmbeddedChannel(loop: loop), EmbeddedChannel(loop: loop))
        publisher = SnapshotPublisher(try Self.snapshot(policy))
        audit = TestWorker.audit(sink, try TestWorker.keys())
        let retransmitter = Retransmitter()
        worker = try TestWorker.make(
            loop: loop,
            connections: ConnectionTable(),
            bindings: table,
            publisher: publisher,
            featureCodes: FeatureCodes(FeatureCodePresets.codes(of: "fusionpbx") ?? []),
            audit: audit,
            retransmitter: retransmitter
        )
        for (channel, side) in [(toPhone, Side.phone), (toPBX, .pbx)] {
            worker.attach(channel, as: .init(side: side, isIPv4: true))
            retransmitter.use(channel, as: .init(side: side, isIPv4: true))
        }
        table.bind(
            BindingTableTests.binding(Self.alice, 1, at: Self.phone, until: .max),
            now: BindingTableTests.at(0)
        )
        worker.followRights(.init(index: 0, count: 1))
        run(100)
    }

    func run(_ milliseconds: Int64) { loop.advanceTime(by: .milliseconds(milliseconds)) }

    /// Puts a policy in force; returns when that is acknowledged.
    func publish(_ policy: String) throws { publisher.publish(try Self.snapshot(policy)) }

    func phoneSends(_ message: String) {
        worker.receive(ByteBuffer(string: message), from: Self.phone, on: .phone)
        worker.readComplete()
    }

    func pbxSends(_ message: String) {
        worker.receive(ByteBuffer(string: message), from: Self.pbx, on: .pbx)
        worker.readComplete()
    }

    /// What has been sent to the PBX since the last time.
    func atPBX() throws -> [String] { try Self.all(toPBX) }

    /// What has been sent to the phone since the last time.
    func atPhone() throws -> [String] { try Self.all(toPhone) }

    private static func all(_ channel: EmbeddedChannel) throws -> [String] {
        var messages: [String] = []
        while let sent = try channel.readOutbound(as: AddressedEnvelope<ByteBuffer>.self) {
            messages.append(String(buffer: sent.data))
        }
        return messages
    }

    // MARK: Messages

    /// A message of these lines.
    static func message(_ lines: [String], body: String = "") -> String {
        (lines + ["Content-Length: \(body.utf8.count)", "", ""]).joined(separator: "\r\n") + body
    }

    /// The lines of a message that begin so.
    static func lines(_ message: String, _ names: [String]) -> [String] {
        message.split(separator: "\r\n").map(String.init).filter { line in names.contains { line.hasPrefix($0 + ":") } }
    }

    /// An answer to a request; the PBX's tag is added to a To without one.
    static func answer(_ request: String, _ status: String, _ more: [String] = []) -> String {
        let copied = lines(request, ["Via", "From", "To", "Call-ID", "CSeq", "Record-Route"]).map { line in
            line.hasPrefix("To:") && !line.contains(";tag=") ? line + ";tag=pbx" : line
        }
        return message(["SIP/2.0 \(status)"] + copied + more)
    }

    static func request(_ method: String, _ target: String, _ more: [String]) -> String {
        message(
            [
                "\(method) \(target) SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1:40000;branch=z9hG4bK-\(method);rport",
                "Max-Forwards: 70", "From: <sip:alice@example.com>;tag=alice", "To: <\(target)>",
                "Call-ID: call@192.0.2.1", "CSeq: 1 \(method)", "Contact: <sip:alice@192.0.2.1:40000>",
            ] + more
        )
    }

    /// A subscription that the PBX has accepted. Gives what the PBX got.
    @discardableResult
    func subscribe() throws -> String {
        phoneSends(
            Self.request(
                "SUBSCRIBE",
                "sip:101@example.com",
                ["Event: dialog", "Accept: application/dialog-info+xml", "Expires: 600"]
            )
        )
        guard let sent = try atPBX().last else { throw NoSuchMessageError() }
        pbxSends(Self.answer(sent, "200 OK", ["Contact: <sip:101@192.0.2.10:5060>", "Expires: 600"]))
        _ = try atPhone()
        return sent
    }

    /// A listening call that the PBX has accepted.
    @discardableResult
    func listen() throws -> String {
        phoneSends(Self.request("INVITE", "sip:*33101@example.com", []))
        guard let sent = try atPBX().last else { throw NoSuchMessageError() }
        pbxSends(Self.answer(sent, "200 OK", ["Contact: <sip:spy@192.0.2.10:5060>"]))
        _ = try atPhone()
        return sent
    }

    /// The first dialog of the table.
    func dialog() throws -> LiveDialog {
        let now = WallClock().now
        let all = (0..<LiveTable.shardCount).flatMap { table.lives.dialogs(inShard: $0, now: now) }
        guard let first = all.first else { throw NoSuchMessageError() }
        return first
    }

    /// Has the table take in a subscription that is like this one but for its Call-ID and its token.
    func see(_ dialog: LiveDialog, asCall number: Int, with token: DialogToken) {
        var sighting = LiveSighting(.accepted, callID: Array("call-\(number)".utf8), tag: dialog.phone.tag)
        sighting.token = token
        (sighting.phone, sighting.pbx, sighting.event) = (dialog.phone, dialog.pbx, dialog.event)
        (sighting.lifetime, sighting.disclosure) = (600, .full)
        table.lives.see(sighting, now: WallClock().now)
    }

    /// A NOTIFY of the PBX in the dialog that this SUBSCRIBE has made.
    static func notify(_ subscribe: String, _ number: Int, _ state: String, body: String = ringing) -> String {
        // Record-Route, top first, is what the PBX follows.
        let routes = lines(subscribe, ["Record-Route"]).map { $0.replacing("Record-Route", with: "Route") }
        return message(
            [
                "NOTIFY sip:alice@192.0.2.1:40000 SIP/2.0",
                "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-n\(number)",
                "Max-Forwards: 70", "From: <sip:101@example.com>;tag=pbx", "To: <sip:alice@example.com>;tag=alice",
                "Call-ID: call@192.0.2.1", "CSeq: \(number) NOTIFY", "Contact: <sip:101@192.0.2.10:5060>",
                "Event: dialog", "Subscription-State: \(state)", "Content-Type: application/dialog-info+xml",
            ] + routes,
            body: body
        )
    }

    static let ringing = """
        <?xml version="1.0"?>
        <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="4" state="full" entity="sip:101@example.com">
        <dialog id="d1" direction="recipient"><state>early</state>
        <remote><identity display="Bob Caller">sip:15550199@example.com</identity></remote></dialog>
        </dialog-info>
        """

    // MARK: Policies

    static let open = policy("status: everyone, listen-whisper-barge: {only: [\"user:alice\"]}")
    static let nobody = policy("status: nobody")
    static let noCallers = policy("connected-callers: nobody")
    static let everyone = open.replacing("extensions: {", with: "roles: {Admin: [\"user:alice\"]}\nextensions: {")
    static let killed = policy(
        "status: everyone, listen-whisper-barge: {only: [\"user:alice\"]}",
        listening: "disabled"
    )

    private static func policy(_ rule: String, listening: String = "enabled") -> String {
        """
        organization: Example Ltd
        domains: [example.com]
        listening: \(listening)
        users: {alice: {}, bob: {extensions: ["101"]}}
        extensions: {"101": {\(rule)}}
        """
    }

    private static func snapshot(_ text: String) throws -> PolicySnapshot {
        try PolicyCompiler.compile(PolicyFile.parse(text, file: "test.yaml"), revision: 1)
    }
}
