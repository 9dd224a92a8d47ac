/// What is understood of a PIDF document (RFC 3863) with the data model (RFC 4479), RPID (RFC 4480) and Cisco's RPID.
struct Presence {
    /// Whether communication is possible (RFC 3863 §4.1.4).
    enum Basic {
        /// It is.
        case open
        /// It is not.
        case closed

        /// The element's text.
        var token: StaticString {
            switch self {
            case .open: "open"
            case .closed: "closed"
            }
        }

        /// The value that `text` names, ASCII case aside.
        static func named(_ text: borrowing TextCollector) -> Basic? {
            guard !text.isOverflowing else { return nil }
            let bytes = text.bytes.span
            let range = bytes.trimmed(0..<bytes.count)
            if bytes.equalsIgnoringCase(range, Basic.open.token) { return .open }
            return bytes.equalsIgnoringCase(range, Basic.closed.token) ? .closed : nil
        }
    }

    /// Whether there is any tuple.
    var hasTuple = false
    /// The tuples' value: open if any is open.
    private(set) var basic: Basic?
    /// The value in the person's status, which Cisco phones read first.
    private(set) var personBasic: Basic?
    /// Whether a tuple has a contact.
    var hasContact = false
    /// Activities in the namespace of RFC 4480.
    var activities = ActivitySet()
    /// Activities in the older namespace that Cisco phones read.
    var statusActivities = ActivitySet()
    /// Activities in Cisco's own namespace.
    var ciscoActivities = ActivitySet()
    /// Notes of the document.
    private(set) var documentNote = Note.absent
    /// Notes of its tuples.
    private(set) var tupleNote = Note.absent
    /// Notes of the person, its activities, and devices.
    private(set) var personNote = Note.absent
    /// The Digium element's type.
    var digium: DigiumPresence?
    /// The custom status that the Digium element's `subtype` is, if it is one.
    var digiumSubtype: Int?
    /// The custom status that the Digium element's text is, if it is one.
    var digiumText: Int?

    /// All activities, whatever their namespace.
    var allActivities: ActivitySet {
        var union = activities
        union.formUnion(statusActivities)
        union.formUnion(ciscoActivities)
        return union
    }

    /// Whether Cisco's namespaces must be declared.
    var usesCiscoNamespaces: Bool { !statusActivities.isEmpty || !ciscoActivities.isEmpty }

    /// Whether there is anything to say of the person.
    var hasPerson: Bool {
        if case .absent = personNote { return !allActivities.isEmpty || personBasic != nil }
        return true
    }

    /// Whether any state was read, or a note that is as good as one.
    var tellsState: Bool {
        if basic != nil || personBasic != nil || !allActivities.isEmpty || digium != nil { return true }
        return [documentNote, tupleNote, personNote].contains { note in
            switch note {
            case .known, .status: true
            case .absent, .unknown: false
            }
        }
    }

    /// Takes a tuple's basic value: one open tuple makes the presentity open.
    mutating func meetTuple(_ value: Basic) { basic = basic == .open ? .open : value }

    /// Takes the person's basic value, in the same way.
    mutating func meetPerson(_ value: Basic) { personBasic = personBasic == .open ? .open : value }

    /// Takes a note of the document; the first that is understood counts.
    mutating func meetDocument(_ note: Note) { documentNote = documentNote.orElse(note) }

    /// Takes a note of a tuple.
    mutating func meetTuple(_ note: Note) { tupleNote = tupleNote.orElse(note) }

    /// Takes a note of the person.
    mutating func meetPerson(_ note: Note) { personNote = personNote.orElse(note) }
}
