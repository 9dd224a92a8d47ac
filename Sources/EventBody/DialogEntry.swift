/// What is understood of one `<dialog>` (RFC 4235 §4.1.1).
struct DialogEntry {
    /// Who began it.
    enum Direction {
        /// The resource called.
        case initiator
        /// The resource was called.
        case recipient

        /// The attribute's value.
        var token: StaticString {
            switch self {
            case .initiator: "initiator"
            case .recipient: "recipient"
            }
        }

        /// The direction in `range`, ASCII case aside.
        static func named(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Direction? {
            if bytes.equalsIgnoringCase(range, Direction.initiator.token) { return .initiator }
            return bytes.equalsIgnoringCase(range, Direction.recipient.token) ? .recipient : nil
        }
    }

    /// The states of RFC 4235 §3.7.1.
    enum State {
        /// A request was sent.
        case trying
        /// A response without a tag came.
        case proceeding
        /// It rings.
        case early
        /// A call is up.
        case confirmed
        /// It is over.
        case terminated

        /// The element's text.
        var token: StaticString {
            switch self {
            case .trying: "trying"
            case .proceeding: "proceeding"
            case .early: "early"
            case .confirmed: "confirmed"
            case .terminated: "terminated"
            }
        }

        /// The state that `text` names, ASCII case aside: Kamailio writes `Trying`.
        static func named(_ text: borrowing TextCollector) -> State? {
            guard !text.isOverflowing else { return nil }
            let bytes = text.bytes.span
            let range = bytes.trimmed(0..<bytes.count)
            for state in all where bytes.equalsIgnoringCase(range, state.token) { return state }
            return nil
        }

        private static let all: [State] = [.terminated, .confirmed, .early, .trying, .proceeding]
    }

    /// How the input says that the call is on hold (`+sip.rendering` is `no`, RFC 4235 §4.1.5).
    enum Hold {
        /// It does not say so.
        case none
        /// By the attribute `pval` of the schema.
        case pval
        /// By the attribute `pvalue`, which Asterisk and FreeSWITCH write and phones have learned to read.
        case pvalue
    }

    /// Where its id stands in the document; nil if it is missing or empty.
    var id: Range<Int>?
    /// Who began it, if that is said.
    var direction: Direction?
    /// Its state, if it can be read.
    private(set) var state: State?
    /// Whether it is on hold.
    var hold = Hold.none
    /// Which key of a shared line it is on, 1...`Limits.appearanceMax` (RFC 7463 §5.2).
    var appearance: UInt64?
    /// Whether it is closed to the others of a shared line (RFC 7463 §5.2).
    var isExclusive: Bool?
    /// Whether a call is parked at it: BroadWorks' `<parked>` within `<callpark>`, whatever it holds.
    var isParked = false
    /// Whether an element that can carry a caller's text has begun.
    var hasParty = false

    private var isSettled = false

    /// A dialog of which nothing but its start tag was read.
    init(id: Range<Int>?, direction: Direction?) {
        self.id = id
        self.direction = direction
    }

    /// Takes a `<state>`. One that stands before `<local>` and `<remote>` is the PBX's own and final. Otherwise the
    /// last one counts: a PBX that writes it last (Asterisk) may have put a caller's number, with markup in it, before.
    mutating func settle(_ newState: State) {
        guard !isSettled else { return }
        state = newState
        isSettled = !hasParty
    }
}
