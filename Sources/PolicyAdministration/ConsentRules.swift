import AccessPolicy
import Foundation
import PolicyStore

/// Why nothing goes into the register of consents, in words for the person.
public struct UnfitConsentError: Error, Equatable, Sendable {
    /// What is wrong, and what to do about it.
    public let text: String
}

/// What goes into the register of consents, whoever puts it there.
extension ConsentEntry {
    /// A consent for an extension while it has the owner that it has now.
    ///
    /// - Parameters:
    ///   - person: who agrees; one user cannot for another.
    ///   - date: the day on which it was given, as `2026-11-01`; today when nil.
    public static func consent(
        of person: String,
        for known: KnownExtension,
        in organization: OrganizationID,
        under policy: PolicySnapshot,
        on date: String?,
        recordedBy: String,
        note: String,
        now: Date
    ) throws(UnfitConsentError) -> ConsentEntry {
        if let problem = policy.problem(withConsentOf: person, for: known, in: organization) {
            throw UnfitConsentError(text: problem)
        }
        return ConsentEntry(
            organization: policy.name(of: organization),
            extensionNumber: known.number,
            event: .given(by: person, on: try day(date, now).text, owner: known.owner),
            recordedBy: recordedBy,
            recordedAt: Int64(now.timeIntervalSince1970),
            note: note
        )
    }

    /// The end of all that stands for an extension, which need not be in the policy any longer; nil when nothing does.
    public static func withdrawal(
        for number: String,
        of organization: String,
        among entries: [ConsentEntry],
        by person: String,
        note: String,
        now: Date
    ) -> ConsentEntry? {
        let standing = ConsentRecord.all(in: entries).last {
            $0.isFor(number, of: organization) && $0.withdrawal == nil
        }
        return standing.map { last in
            ConsentEntry(
                organization: last.entry.organization,
                extensionNumber: last.entry.extensionNumber,
                event: .withdrawn,
                recordedBy: person,
                recordedAt: Int64(now.timeIntervalSince1970),
                note: note
            )
        }
    }

    private static func day(_ date: String?, _ now: Date) throws(UnfitConsentError) -> CalendarDay {
        let today = CalendarDay(now)
        guard let date else { return today }
        guard let day = CalendarDay(date) else {
            throw UnfitConsentError(text: "`\(date)` is no date; write it as in `2026-11-01`")
        }
        guard day <= today else {
            throw UnfitConsentError(text: "`\(date)` is in the future; record the consent when it has been given")
        }
        return day
    }
}
