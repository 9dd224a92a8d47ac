import AccessPolicy
import NIOCore
import Testing

@testable import Enforcement

/// A dialog that is known, while the policy changes under it: what is done is taken in as the table takes it in.
final class RevocationStage {
    var base: Pipeline<DictionaryBindings>
    private(set) var dialog: LiveDialog?
    var now = Scene.now

    init(_ dialog: LiveDialog?, _ policy: String = RevocationStage.open, pbx: PBX = PBX(Scene.pbx)) throws {
        base = try Scene.pipeline(Scene.policy(yaml: policy))
        base.pbx = PBXGroup([pbx])
        self.dialog = dialog
    }

    /// The pipeline, with what is known.
    var pipeline: Pipeline<DictionaryBindings> {
        var bindings = base.bindings
        if let dialog { bindings.lives[dialog.key] = dialog }
        return Pipeline(settings: base.settings, pbx: base.pbx, bindings: bindings, snapshot: base.snapshot)
    }

    func change(to policy: String) throws { change(to: try Scene.policy(yaml: policy)) }

    func change(to policy: PolicySnapshot) { base.snapshot = policy }

    /// What comes of another look at the dialog.
    @discardableResult
    func review() -> Outcome? {
        guard let dialog, let outcome = pipeline.review(dialog, at: now) else { return nil }
        return remember(outcome)
    }

    @discardableResult
    func phone(_ user: String, _ message: SIPText) -> Outcome {
        remember(pipeline.process(message.buffer, on: Scene.from(user), at: now))
    }

    @discardableResult
    func pbx(_ message: SIPText) -> Outcome {
        remember(pipeline.process(message.buffer, on: Scene.fromPBX, at: now))
    }

    /// What another message has shown.
    func see(_ sighting: LiveSighting) { dialog?.merge(sighting, now: now) }

    /// The PBX has told all.
    func tellAll() { dialog?.disclosure = .full }

    private func remember(_ outcome: Outcome) -> Outcome {
        for case .live(let sighting) in outcome.actions where sighting.key == dialog?.key {
            if sighting.what == .ended { dialog = nil } else { dialog?.merge(sighting, now: now) }
        }
        return outcome
    }

    // MARK: Dialogs and policies

    /// A subscription of that user to 101, which the PBX has accepted; all of it was told.
    static func subscription(of user: String = "full", accepted: AcceptedTypes = .dialogInfo) throws -> LiveDialog {
        let token = DialogToken(
            kind: .subscription(.dialog),
            pbx: PBX(Scene.pbx).mark,
            phone: Scene.phones[user] ?? Scene.phone(98),
            watcher: Scene.address(user),
            resource: Array("sip:101@example.com".utf8),
            accepted: accepted
        )
        var dialog = try dialog(of: user, token, to: "sip:101@example.com")
        dialog.event = Array("dialog".utf8)
        return dialog
    }

    /// A call of that user to *33101, which the PBX has accepted.
    static func listening(of user: String = "full", to target: String = "101") throws -> LiveDialog {
        let token = DialogToken(
            kind: .listening,
            pbx: PBX(Scene.pbx).mark,
            phone: Scene.phones[user] ?? Scene.phone(98),
            watcher: Scene.address(user),
            resource: Array(target.utf8)
        )
        return try dialog(of: user, token, to: "sip:*33\(target)@example.com")
    }

    private static func dialog(of user: String, _ token: DialogToken, to uri: String) throws -> LiveDialog {
        var sighting = LiveSighting(
            .accepted,
            callID: Array("call-\(user)@192.0.2.50".utf8),
            tag: Array("from-\(user)".utf8),
            token: token
        )
        sighting.disclosure = .full
        sighting.phone.uri = Array("sip:\(user)@example.com".utf8)
        sighting.phone.target = Array("sip:\(user)@192.0.2.50:5060".utf8)
        sighting.phone.cseq = 1
        sighting.pbx.uri = Array(uri.utf8)
        sighting.pbx.tag = Array("pbx".utf8)
        sighting.pbx.target = Array("sip:101@127.0.0.1:5070".utf8)
        sighting.lifetime = 600 + Limits.liveGraceSeconds
        return try #require(LiveDialog(sighting, now: Scene.now))
    }

    static let open = policy("listen-whisper-barge: {only: [\"user:full\"]}")
    static let noCallers = policy("connected-callers: nobody")
    static let nobody = policy("status: nobody")
    static let nobodyListens = policy("listen-whisper-barge: nobody")
    static let listeningDisabled = policy("listen-whisper-barge: {only: [\"user:full\"]}", "listening: disabled")
    static let userGone = policy("status: everyone").replacing("full: {}, ", with: "")

    private static func policy(_ rule: String, _ line: String = "listening: enabled") -> String {
        """
        organization: Example Ltd
        domains: [example.com, pbx.example, 127.0.0.1]
        \(line)
        users: {full: {}, status: {}, refused: {}, alice: {extensions: ["101"]}}
        extensions: {"101": {\(rule)}}
        """
    }

    // MARK: What the phone sends

    static let subscribe = SIPText.subscribe(from: "full")

    private static let route = Result {
        try InDialogTests.routes(RevocationStage(nil).base, "full", subscribe)
    }

    /// A SUBSCRIBE of the phone in its dialog.
    func refresh(_ number: UInt32, expires: Int = 600) throws -> SIPText {
        let route = try Self.route.get()
        return InDialogTests.inDialog(Self.subscribe, "SUBSCRIBE", route)
            .with("Via", "SIP/2.0/UDP 192.0.2.50:5060;branch=z9hG4bK-refresh\(number);rport")
            .with("CSeq", "\(number) SUBSCRIBE").with("Expires", "\(expires)")
    }
}

extension Outcome {
    /// The record that was made, if one was.
    var recorded: AuditRecord? {
        for case .audit(let record) in actions { return record }
        return nil
    }

    /// What will be repeated, and where to.
    var repeated: [Destination] {
        actions.compactMap { if case .retransmit(_, let destination, for: _) = $0 { destination } else { nil } }
    }
}
