import Enforcement
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// What the canary learned of one PBX and one method.
public enum CanaryFinding: Sendable, Equatable {
    /// Wrong credentials were refused, as they must be.
    case challenged
    /// The PBX looked into the request without asking who sent it: it trusts this proxy, and so everyone behind it.
    case trusted(status: Int)
    /// No answer that says anything.
    case silent

    /// Whether it is trust, whatever the status was.
    public var isTrust: Bool { if case .trusted = self { true } else { false } }

    /// The methods that are tried: those that let one watch and listen.
    public static let methods = ["SUBSCRIBE", "INVITE"]

    /// What a final answer, or one that says that a phone is being looked for, means.
    init(status: Int) {
        switch status {
        case 401, 403, 407: self = .challenged
        // Refused whoever asks: the method itself, or everything (603).
        case 405, 501, 603: self = .challenged
        case 408, 500, 502, 503, 504: self = .silent
        default: self = .trusted(status: status)
        }
    }
}

/// Sends requests with wrong credentials to every PBX, at the start and every hour, and demands that they be refused. A PBX that trusts the proxy by
/// its address would take any phone's word for who it is. One that has said nothing yet, because it was down or is new, is asked again sooner.
final class Canary: Sendable {
    private static let user = "earshot-canary"
    private static let interval = TimeAmount.seconds(3_600)
    /// How often a PBX is asked that has given no clear answer yet.
    private static let retryInterval = TimeAmount.seconds(30)
    /// How long late answers are taken; longer than INVITE transactions live (RFC 3261 §17.1.1.2).
    private static let memory = TimeAmount.seconds(40)
    /// Until then an answer is waited for.
    private static let patience = TimeAmount.seconds(2)
    private static let repeatAfter = TimeAmount.milliseconds(500)

    private struct Inquiry {
        var pbx: Endpoint
        var method: String
        var finding: CanaryFinding?
    }

    private struct State {
        var inquiries: [String: Inquiry] = [:]
        var findings: [Endpoint: [String: CanaryFinding]] = [:]

        /// Whether nothing is known of what that PBX makes of this method.
        func isOpen(_ pbx: Endpoint, _ method: String) -> Bool { (findings[pbx]?[method] ?? .silent) == .silent }
    }

    typealias Send = @Sendable (ByteBuffer, Destination) -> Void

    private let directory: PBXDirectory
    private let addresses: OwnAddresses
    private let domain: String
    private let metrics: ProxyMetrics
    private let logger: Logger
    private let state = NIOLockedValueBox(State())
    private let send = NIOLockedValueBox<Send?>(nil)

    /// - Parameter domain: a domain of the policy, in whose name the canary asks.
    init(directory: PBXDirectory, addresses: OwnAddresses, domain: String, metrics: ProxyMetrics, logger: Logger) {
        self.directory = directory
        self.addresses = addresses
        self.domain = domain
        self.metrics = metrics
        self.logger = logger
    }

    /// What is known, by PBX and method.
    var findings: [Endpoint: [String: CanaryFinding]] { state.withLockedValue { $0.findings } }

    /// Asks now, every hour, and where there was no clear answer sooner.
    func start(on loop: any EventLoop, send: @escaping Send) {
        self.send.withLockedValue { $0 = send }
        loop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.interval) { _ in self.ask(on: loop, again: true) }
        loop.scheduleRepeatedTask(initialDelay: Self.retryInterval, delay: Self.retryInterval) { _ in
            self.ask(on: loop, again: false)
        }
    }

    private func ask(on loop: any EventLoop, again: Bool) {
        let members = directory.current.members
        state.withLockedValue { state in
            state.findings = state.findings.filter { known in members.contains { $0.endpoint == known.key } }
        }
        for pbx in members.map(\.endpoint) {
            for method in CanaryFinding.methods where again || state.withLockedValue({ $0.isOpen(pbx, method) }) {
                ask(pbx, method, on: loop)
            }
        }
    }

    private func ask(_ pbx: Endpoint, _ method: String, on loop: any EventLoop) {
        let callID = OwnRequest.newCallID()
        state.withLockedValue { $0.inquiries[callID] = Inquiry(pbx: pbx, method: method) }
        let bytes = request(method, to: pbx, callID: callID).write(to: pbx, addresses)
        write(bytes, to: pbx)
        loop.scheduleTask(in: Self.repeatAfter) {
            let isUnanswered = self.state.withLockedValue { $0.inquiries[callID].map { $0.finding == nil } ?? false }
            if isUnanswered, pbx.transport == .udp { self.write(bytes, to: pbx) }
        }
        loop.scheduleTask(in: Self.patience) { self.settle(callID, .silent) }
        loop.scheduleTask(in: Self.memory) { self.state.withLockedValue { $0.inquiries[callID] = nil } }
    }

    /// The PBX has answered a request of ours, perhaps one of these.
    func answered(_ answer: OwnAnswer) {
        let known = state.withLockedValue { $0.inquiries[answer.callID] }
        guard let known, answer.status > 100 else { return }
        // The answers to what only tidies up after an INVITE say nothing.
        guard answer.method == known.method else { return }
        if answer.method == "INVITE" { tidyUp(answer, known.pbx) }
        settle(answer.callID, CanaryFinding(status: answer.status))
    }

    /// Nothing may be left open at the PBX, whatever it made of the INVITE.
    private func tidyUp(_ answer: OwnAnswer, _ pbx: Endpoint) {
        guard answer.status >= 200 else { return write(follow("CANCEL", answer, pbx, cseq: answer.cseq), to: pbx) }
        write(follow("ACK", answer, pbx, cseq: answer.cseq), to: pbx)
        if answer.status < 300 { write(follow("BYE", answer, pbx, cseq: answer.cseq + 1), to: pbx) }
    }

    private func settle(_ callID: String, _ finding: CanaryFinding) {
        let inquiry = state.withLockedValue { state -> Inquiry? in
            // The first clear answer counts, however late.
            guard let inquiry = state.inquiries[callID], (inquiry.finding ?? .silent) == .silent else { return nil }
            state.inquiries[callID]?.finding = finding
            // Silence takes nothing back that was learned before.
            if finding == .silent, state.findings[inquiry.pbx]?[inquiry.method] != nil { return nil }
            state.findings[inquiry.pbx, default: [:]][inquiry.method] = finding
            return inquiry
        }
        guard let inquiry else { return }
        let isTrusting = findings[inquiry.pbx]?.values.contains(where: \.isTrust) ?? false
        directory.update(inquiry.pbx) { $0.set($1, trustsUs: isTrusting) }
        metrics.recordTrust(inquiry.pbx, inquiry.method, finding)
        guard case .trusted(let status) = finding else { return }
        logger.error(
            "the pbx trusts this proxy by its address: it did not ask for credentials",
            metadata: [
                "pbx": "\(inquiry.pbx.text)", "method": "\(inquiry.method)",
                "status": "\(status)",
                "remedy": "make the pbx challenge requests that come from this address",
            ]
        )
    }

    private func request(_ method: String, to pbx: Endpoint, callID: String) -> OwnRequest {
        let uri = "sip:\(Self.user)@\(domain)"
        let own = addresses.text(toward: pbx)
        let digest =
            "Digest username=\"\(Self.user)\", realm=\"\(domain)\", nonce=\"0000000000000000\", uri=\"\(uri)\", "
            + "response=\"00000000000000000000000000000000\", algorithm=MD5"
        var headers = [("Contact", "<sip:\(Self.user)@\(own)>"), ("Authorization", digest)]
        if method == "SUBSCRIBE" { headers += [("Event", "dialog"), ("Expires", "60")] }
        return OwnRequest(method, uri: uri, from: "<\(uri)>", to: "<\(uri)>", callID: callID, headers: headers)
    }

    private func follow(_ method: String, _ answer: OwnAnswer, _ pbx: Endpoint, cseq: UInt32) -> ByteBuffer {
        let uri = "sip:\(Self.user)@\(domain)"
        return OwnRequest(
            method,
            uri: uri,
            from: "<\(uri)>",
            to: method == "CANCEL" ? "<\(uri)>" : answer.to,
            callID: answer.callID,
            cseq: cseq
        ).write(to: pbx, addresses)
    }

    private func write(_ bytes: ByteBuffer, to pbx: Endpoint) {
        send.withLockedValue { $0 }?(bytes, Destination(.pbx, pbx))
    }
}
