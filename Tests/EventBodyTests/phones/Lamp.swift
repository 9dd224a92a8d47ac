/// What a phone shows for the extension that it watches.
enum Lamp: String, Sendable, CaseIterable, Decodable {
    case idle, ringing, calling, busy, held, parked, away, offline
}
