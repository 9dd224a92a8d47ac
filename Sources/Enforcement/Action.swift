import AccessPolicy
import NIOCore

/// Where bytes go: out of which socket, to which address.
public struct Destination: Hashable, Sendable {
    /// The socket that sends.
    public let socket: Side
    /// The address that it sends to.
    public let remote: Endpoint

    package init(_ socket: Side, _ remote: Endpoint) {
        self.socket = socket
        self.remote = remote
    }

    /// Back to where a message came from, over the same socket.
    init(backTo flow: Flow) {
        self.init(flow.socket, flow.remote)
    }
}

/// What the proxy is to do about a message. Actions are values; only the proxy's action runner has effects.
public enum Action: Sendable, Equatable {
    /// Send on. Cannot be written without a permit, which only the policy makes.
    case forward(ByteBuffer, to: Destination, under: Permit)
    /// Send an answer of our own.
    case reply(ByteBuffer, to: Destination)
    /// The PBX has accepted a registration: believe, until then, that this Contact of the address-of-record is at that endpoint, and at no other.
    case bind(AddressOfRecord, contact: UInt32, at: Endpoint, until: Moment, by: CallMark)
    /// That Contact of the address-of-record is registered no more; none of its Contacts is when nil.
    case unbind(AddressOfRecord, contact: UInt32?)
    /// Send these bytes again, until the transaction is settled: they came by a stream, whose sender will not repeat them, and go on by UDP
    /// (RFC 3261 §17.1.1.2, §17.1.2.2).
    case retransmit(ByteBuffer, to: Destination, for: Transaction)
    /// The transaction has had a response.
    case settle(Transaction, isFinal: Bool)
    /// The PBX has answered a request of our own.
    case answered(OwnAnswer)
    /// Remember for a while which PBX a call was given, and how.
    case assign([UInt8], Assignment)
    /// Take down what has been seen of a dialog in which somebody watches or listens.
    case live(LiveSighting)
    /// Take down who has a call, or that it is over.
    case call(CallKey, CallNews)
    /// Record a refusal, a rebuild or an attempt to listen.
    case audit(AuditRecord)
}

/// What was decided of a message, and why: the same for the wire, for `inspect` and for the metrics.
public struct Judgement: Sendable, Equatable {
    /// What becomes of the message.
    public enum Verdict: String, Sendable, CaseIterable {
        /// Sent on, with routing headers changed only.
        case forward
        /// Sent on with a body and headers written anew.
        case rebuild
        /// Answered by us.
        case reject
        /// Neither sent on nor answered.
        case drop
        /// No message: what a right had allowed is ended, since it is there no more.
        case revoke
    }

    /// The policy question that was asked.
    public enum Question: String, Sendable, CaseIterable {
        /// May the watcher see the status (and how much of it)?
        case status
        /// May the watcher listen, whisper or barge?
        case listen = "listen-whisper-barge"
        /// None: the message is not our subject, or never got so far.
        case none
    }

    /// What becomes of the message.
    public var verdict: Verdict
    /// The status of our answer, when we reject.
    public var status: Int?
    /// The method, of a response that of its CSeq; empty when the message could not be read.
    public var method: String
    /// Who asks; nil when not identified.
    public var watcher: UserID?
    /// What proved who asks; nil when not identified.
    public var how: Proof?
    /// The organisation asked about; nil when no domain of ours is named.
    public var organization: OrganizationID?
    /// The user part of the resource or dialled string, unescaped; empty when there is none.
    public var target: [UInt8]
    /// Which question was put to the policy.
    public var question: Question
    /// How much the watcher may see.
    public var disclosure: Disclosure
    /// The identifier of the rule that decided: one of the policy, the gate or the protocol.
    public var rule: String
    /// What the policy would have made of the message, where it is not enforced; nil where that is no different.
    public var withheld: WithheldVerdict?

    init(_ verdict: Verdict, rule: String, method: String = "", status: Int? = nil) {
        self.verdict = verdict
        self.status = status
        self.method = method
        watcher = nil
        how = nil
        organization = nil
        target = []
        question = .none
        disclosure = .none
        self.rule = rule
    }

    /// Takes down who sent the message.
    mutating func name(_ sender: Sender) {
        watcher = sender.user
        how = sender.how
        organization = sender.organization
    }
}

/// All that the pipeline says about one message.
public struct Outcome: Sendable, Equatable {
    /// What was decided.
    public var judgement: Judgement
    /// What is to be done, in order.
    public var actions: [Action]

    init(_ judgement: Judgement, _ actions: [Action] = []) {
        self.judgement = judgement
        self.actions = actions
    }
}
