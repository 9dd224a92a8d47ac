/// What a person does: the closed set of RFC 4480 §3.2, with what Cisco phones and FreeSWITCH add.
///
/// `other` is left out: it exists to carry free text.
enum Activity: UInt8 {
    /// Each is the element of the same name.
    case alerting, appointment, available, away, breakfast, busy, dinner, dnd, holiday, inTransit, lookingForWork
    case lunch, meal, meeting, onThePhone, performance, permanentAbsence, playing, presentation, shopping, sleeping
    case spectator, steering, travel, tv, unknown, vacation, working, worship

    /// The local name of the element.
    var token: StaticString { Activity.names[Int(rawValue)].0 }

    /// The activity whose element has this local name.
    static func named(_ local: Range<Int>, _ bytes: Span<UInt8>) -> Activity? {
        for (name, activity) in names where bytes.equals(local, name) { return activity }
        return nil
    }

    /// In the order of the raw values (`ActivityTests.everyTokenNamesItsActivity`).
    private static let names: [(StaticString, Activity)] = [
        ("alerting", .alerting), ("appointment", .appointment), ("available", .available), ("away", .away),
        ("breakfast", .breakfast), ("busy", .busy), ("dinner", .dinner), ("dnd", .dnd), ("holiday", .holiday),
        ("in-transit", .inTransit), ("looking-for-work", .lookingForWork), ("lunch", .lunch), ("meal", .meal),
        ("meeting", .meeting), ("on-the-phone", .onThePhone), ("performance", .performance),
        ("permanent-absence", .permanentAbsence), ("playing", .playing), ("presentation", .presentation),
        ("shopping", .shopping), ("sleeping", .sleeping), ("spectator", .spectator), ("steering", .steering),
        ("travel", .travel), ("tv", .tv), ("unknown", .unknown), ("vacation", .vacation), ("working", .working),
        ("worship", .worship),
    ]

    /// Every activity.
    static let all: [Activity] = names.map(\.1)
}

/// A set of activities, in one word.
struct ActivitySet {
    private var bits: UInt64 = 0

    /// Whether it has none.
    var isEmpty: Bool { bits == 0 }

    /// Adds one.
    mutating func insert(_ activity: Activity) { bits |= 1 << UInt64(activity.rawValue) }

    /// Adds those of another set.
    mutating func formUnion(_ other: ActivitySet) { bits |= other.bits }

    /// Whether it has this one.
    func contains(_ activity: Activity) -> Bool { bits & (1 << UInt64(activity.rawValue)) != 0 }
}
