/// What is understood of the notes at one place of a PIDF document (RFC 3863 §4.1.6).
///
/// Stock PIDF of Asterisk says "busy" in the note only, so known notes must survive; free text may be a caller.
enum Note {
    /// There is none.
    case absent
    /// There is one, and it is in no closed set.
    case unknown
    /// One of the notes that PBXes write by themselves.
    case known(StaticString)
    /// The organisation's custom status with this index.
    case status(Int)

    /// The note that `text` is, first the same spelling, then ASCII case aside.
    ///
    /// FreeSWITCH puts the other party behind a word ("Talk 15550199"), and so do dialplans; only the word's meaning is
    /// kept, so that a phone in a call is not said to be free.
    static func named(_ text: borrowing TextCollector, statuses: [String]) -> Note {
        guard !text.isOverflowing else { return .unknown }
        let bytes = text.bytes.span
        let range = bytes.trimmed(0..<bytes.count)
        for note in closedSet where bytes.equals(range, note) { return .known(note) }
        for (index, status) in statuses.prefix(Limits.statusesMax).enumerated()
        where isStatus(range, bytes, status) {
            return .status(index)
        }
        for note in closedSet where bytes.equalsIgnoringCase(range, note) { return .known(note) }
        for (prefix, note) in prefixes
        where range.count > prefix.utf8CodeUnitCount && bytes.startsIgnoringCase(at: range.lowerBound, with: prefix) {
            return .known(note)
        }
        return .unknown
    }

    /// This note if it is understood, else the other.
    func orElse(_ other: Note) -> Note {
        switch self {
        case .known, .status: self
        case .absent, .unknown: other
        }
    }

    private static func isStatus(_ range: Range<Int>, _ bytes: Span<UInt8>, _ status: String) -> Bool {
        let name = status.utf8
        guard name.count == range.count, !range.isEmpty else { return false }
        return zip(range, name).allSatisfy { bytes[$0].lowercased == $1.lowercased }
    }

    private static let closedSet: [StaticString] = [
        "Ready", "Ringing", "On the phone", "On The Phone", "On hold", "Unavailable", "Not online", "Available", "Busy",
        "Idle", "Away", "Offline", "Online", "Unregistered", "Registered", "Do Not Disturb", "Call", "Ring", "Talk",
        "Hold",
    ]

    private static let prefixes: [(StaticString, StaticString)] = [
        ("Talk ", "On The Phone"), ("Call ", "On The Phone"), ("Ring ", "Ringing"), ("Hold ", "On hold"),
        ("On the phone ", "On the phone"), ("Ringing ", "Ringing"), ("On hold ", "On hold"), ("Busy ", "Busy"),
        ("Do not disturb ", "Do Not Disturb"), ("Away ", "Away"), ("Unavailable ", "Unavailable"),
    ]
}
