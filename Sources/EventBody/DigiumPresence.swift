/// The type of a `digium_presence` element, which Asterisk adds for phones by Digium and Sangoma.
///
/// Its subtype and text are the user's own words: they stay only where they are a custom status of the organisation.
enum DigiumPresence {
    /// Each is the type of the same name; `xa` is away for long.
    case available, away, chat, dnd, notSet, unavailable, xa

    /// The attribute's value.
    var token: StaticString {
        switch self {
        case .available: "available"
        case .away: "away"
        case .chat: "chat"
        case .dnd: "dnd"
        case .notSet: "not_set"
        case .unavailable: "unavailable"
        case .xa: "xa"
        }
    }

    /// The type in `range`.
    static func named(_ range: Range<Int>, _ bytes: Span<UInt8>) -> DigiumPresence? {
        for type in all where bytes.equalsIgnoringCase(range, type.token) { return type }
        return nil
    }

    private static let all: [DigiumPresence] = [.available, .away, .chat, .dnd, .notSet, .unavailable, .xa]
}
