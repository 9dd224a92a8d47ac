import Foundation
import Testing

@testable import PolicyAdministration

@Suite struct CalendarDayTests {
    @Test(arguments: ["2026-11-01", "2024-02-29", "0001-01-01", "9999-12-31"])
    func aDayIsReadAsItIsWritten(_ text: String) {
        #expect(CalendarDay(text)?.text == text)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-1", "26-11-01", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10",
        "2026-11-00", "0000-01-01", "2026-11-01 ", "2026/11/01", "-026-11-01", "2026-11-01-01", "２０２６-11-01",
    ])
    func whatIsNoDayIsNone(_ text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test func aMomentIsTheDayOfItsPlace() throws {
        let moment = Date(timeIntervalSince1970: 1_793_577_600 - 60)
        let (utc, east) = (try #require(TimeZone(secondsFromGMT: 0)), try #require(TimeZone(secondsFromGMT: 3_600)))
        #expect(CalendarDay(moment, in: utc).text == "2026-11-01")
        #expect(CalendarDay(moment, in: east).text == "2026-11-02")
    }

    @Test func theLaterDayIsGreater() throws {
        let days = try ["2027-01-01", "2026-11-02", "2026-11-01"].map { try #require(CalendarDay($0)) }
        #expect(days.sorted() == days.reversed())
    }
}
