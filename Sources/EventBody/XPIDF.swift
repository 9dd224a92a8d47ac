/// What is understood of an XPIDF document (draft-rosenberg-impp-pidf-00), which Polycom phones and old clients read.
struct XPIDF {
    /// The attribute of `<status>`.
    enum Status {
        /// Reachable and idle.
        case open
        /// Reachable and in a call.
        case inuse
        /// Not reachable.
        case closed

        /// The attribute's value.
        var token: StaticString {
            switch self {
            case .open: "open"
            case .inuse: "inuse"
            case .closed: "closed"
            }
        }

        /// The substatus that says the same.
        var substatus: Substatus {
            switch self {
            case .open: .online
            case .inuse: .onthephone
            case .closed: .offline
            }
        }

        fileprivate var rank: Int {
            switch self {
            case .closed: 0
            case .open: 1
            case .inuse: 2
            }
        }

        /// The value in `range`, ASCII case aside.
        static func named(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Status? {
            for status in [Status.open, .inuse, .closed] where bytes.equalsIgnoringCase(range, status.token) {
                return status
            }
            return nil
        }
    }

    /// The attribute of `<msnsubstatus>`, which says more.
    enum Substatus {
        /// Each is the value of the same name.
        case online, offline, onthephone, busy, away, idle, berightback, outtolunch

        /// The attribute's value.
        var token: StaticString {
            switch self {
            case .online: "online"
            case .offline: "offline"
            case .onthephone: "onthephone"
            case .busy: "busy"
            case .away: "away"
            case .idle: "idle"
            case .berightback: "berightback"
            case .outtolunch: "outtolunch"
            }
        }

        /// The status that goes with it.
        var status: Status {
            switch self {
            case .online, .away, .idle, .berightback, .outtolunch: .open
            case .onthephone, .busy: .inuse
            case .offline: .closed
            }
        }

        /// The value in `range`, ASCII case aside.
        static func named(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Substatus? {
            for substatus in all where bytes.equalsIgnoringCase(range, substatus.token) { return substatus }
            return nil
        }

        private static let all: [Substatus] = [
            .online, .offline, .onthephone, .busy, .away, .idle, .berightback, .outtolunch,
        ]
    }

    /// What one `<address>` says.
    struct Address {
        /// Its status, if that can be read.
        var status: Status?
        /// Its substatus, if that can be read.
        var substatus: Substatus?
        /// The note that FreeSWITCH puts into the status.
        var note = Note.absent

        /// Status and substatus, what is missing taken from the other or from the note; nil if nothing tells.
        var state: (status: Status, substatus: Substatus)? {
            let substatus = substatus ?? (status == nil ? note.substatus : nil)
            guard let status = status ?? substatus?.status else { return nil }
            return (status, substatus ?? status.substatus)
        }
    }

    /// The state of the address that is most in use: one phone in a call makes the extension busy.
    private(set) var state: (status: Status, substatus: Substatus) = (.closed, .offline)
    /// Whether any address told a state.
    private(set) var tellsState = false
    /// The note of that address.
    private(set) var note = Note.absent

    /// Takes an address.
    mutating func meet(_ address: Address) {
        guard let next = address.state else { return }
        if tellsState, next.status.rank <= state.status.rank { return }
        tellsState = true
        state = next
        note = address.note
    }
}

extension Note {
    /// What a note of the closed set says of the state, where nothing else does; nil for free text and custom statuses.
    fileprivate var substatus: XPIDF.Substatus? {
        guard case .known(let text) = self else { return nil }
        switch text.description.lowercased() {
        case "on the phone", "talk", "call", "hold", "on hold", "ring", "ringing": return .onthephone
        case "busy", "do not disturb": return .busy
        case "away": return .away
        case "idle": return .idle
        case "ready", "available", "online", "registered": return .online
        default: return .offline
        }
    }
}
