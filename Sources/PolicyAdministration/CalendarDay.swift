import Foundation

/// A day of the Gregorian calendar.
public struct CalendarDay: Comparable, Sendable {
    /// The day as `2026-11-01`.
    public let text: String

    /// The day of a text like `2026-11-01`; nil for any other text, and for a day that no month has.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard parts.map(\.utf8.count) == [4, 2, 2], isDigits,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        let components = DateComponents(calendar: Calendar(identifier: .gregorian), year: year, month: month, day: day)
        guard year > 0, components.isValidDate else { return nil }
        self.text = text
    }

    /// The day that it is at a moment, in a time zone.
    public init(_ moment: Date, in zone: TimeZone = .current) {
        text = moment.formatted(Date.ISO8601FormatStyle(timeZone: zone).year().month().day())
    }

    /// Orders by time.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.text < right.text }
}
