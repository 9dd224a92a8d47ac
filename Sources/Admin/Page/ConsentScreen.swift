import AccessPolicy
import BlockingWork
import Foundation
import Hummingbird
import PolicyAdministration
import PolicyStore

/// The register of consents: an Admin's, and of each person for the own extensions.
struct ConsentScreen: Sendable {
    let desk: PageDesk

    /// Why nothing was put into the register, in words for the person.
    struct RefusedError: Error {
        let text: String
    }

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("consents") { request, context in
            let visit = try desk.visit(request, context)
            return try await page(visit, ConsentDraft(visit))
        }
        router.post("consents") { request, context in
            let visit = try desk.visit(request, context)
            let form = try await desk.form(request)
            let draft = ConsentDraft(form)
            guard visit.state.maySee(draft.number, of: visit.name, visit.principal) else {
                return try await page(visit, draft, problem: visit.strings.text("consents", "unknown"))
            }
            do {
                let (sources, isWithdrawal) = (desk.sources, form["do"] == "withdraw")
                try await desk.changing.run {
                    let entry = try isWithdrawal ? draft.withdrawal(visit, sources) : draft.consent(visit, sources)
                    _ = try sources.store.append(entry)
                }
                let done = isWithdrawal ? "withdrawn" : "recorded"
                return .redirect(to: "\(visit.paths.consents)?done=\(done)", type: .normal)
            } catch let error as RefusedError {
                return try await page(visit, draft, problem: error.text)
            } catch let error as UnfitConsentError {
                return try await page(visit, draft, problem: error.text)
            } catch let error as StoreError {
                return try await page(visit, draft, problem: error.text)
            }
        }
    }

    private func page(_ visit: Visit, _ draft: ConsentDraft, problem: String? = nil) async throws -> Response {
        let sources = desk.sources
        let page = try await desk.reading.run {
            ConsentPage(try sources.store.consents(after: 0), draft, visit, problem: problem)
        }
        let status: HTTPResponse.Status = problem == nil ? .ok : .unprocessableContent
        let title = visit.strings.text("consents", "title")
        return desk.page("consents", title, .consents, page, visit, status: status)
    }
}

/// A consent as somebody is writing it.
struct ConsentDraft: Sendable {
    let number: String
    let person: String
    let date: String
    let note: String

    /// What may be meant: of the extension that was asked for, or of a person's own.
    init(_ visit: Visit) {
        let own: User? =
            if case .user(_, let name) = visit.principal.identity { visit.organization.user(name) } else { nil }
        let asked = visit.query["extension"]
        number = asked.isEmpty && !visit.isAdmin ? own?.extensions.first?.value ?? "" : asked
        (person, date, note) = (visit.isAdmin ? "" : own?.name.value ?? "", "", "")
    }

    init(_ form: FormFields) {
        (number, person) = (form["extension"], form["given-by"])
        (date, note) = (form["date"], form["note"])
    }

    func consent(_ visit: Visit, _ sources: PageSources) throws -> ConsentEntry {
        guard let organization = visit.state.snapshot.organization(named: visit.name),
            let known = visit.state.snapshot.knownExtension(number, in: organization)
        else { throw ConsentScreen.RefusedError(text: visit.strings.text("consents", "unknown")) }
        // Who is no Admin speaks for nobody else.
        guard visit.isAdmin || visit.principal.isUser(person, of: visit.name) else {
            throw ConsentScreen.RefusedError(text: visit.strings.text("consents", "notYours"))
        }
        return try ConsentEntry.consent(
            of: person,
            for: known,
            in: organization,
            under: visit.state.snapshot,
            on: date.isEmpty ? nil : date,
            recordedBy: visit.principal.author,
            note: note,
            now: Date(timeIntervalSince1970: TimeInterval(sources.now()))
        )
    }

    func withdrawal(_ visit: Visit, _ sources: PageSources) throws -> ConsentEntry {
        let entry = ConsentEntry.withdrawal(
            for: number,
            of: visit.name,
            among: try sources.store.consents(after: 0),
            by: visit.principal.author,
            note: note,
            now: Date(timeIntervalSince1970: TimeInterval(sources.now()))
        )
        guard let entry else { throw ConsentScreen.RefusedError(text: visit.strings.text("consents", "noneStands")) }
        return entry
    }
}

/// The consents of an organisation that somebody may see.
struct ConsentPage: Sendable {
    struct Row: Sendable {
        let number: String
        let person: String
        let date: String
        let recordedBy: String
        let note: String
        let standing: String
        let isGood: Bool
        let mayWithdraw: Bool
    }

    let path: String
    let rows: [Row]
    let isEmpty: Bool
    let number: String
    let person: String
    let date: String
    let note: String
    let isAdmin: Bool
    let isRequired: String
    let problem: String?
    /// The extension that is asked for; empty for all.
    let asked: String
    let isWithHistory: Bool
    let more: String?

    init(_ entries: [ConsentEntry], _ draft: ConsentDraft, _ visit: Visit, problem: String?) {
        let strings = visit.strings
        (path, isAdmin, self.problem) = (visit.paths.consents, visit.isAdmin, problem)
        (number, person, date, note) = (draft.number, draft.person, draft.date, draft.note)
        let (asked, isWithHistory) = (visit.query["extension"], visit.query["history"] == "1")
        (self.asked, self.isWithHistory) = (asked, isWithHistory)
        let records = ConsentRecord.all(in: entries).filter { record in
            record.isFor(asked.isEmpty ? record.entry.extensionNumber : asked, of: visit.name)
                && (isWithHistory || record.withdrawal == nil)
                && visit.state.maySee(record.entry.extensionNumber, of: visit.name, visit.principal)
        }
        rows = records.suffix(PageLimits.consentsMax).reversed().compactMap { record in
            guard case .given(let person, let day, _) = record.entry.event else { return nil }
            let standing = record.standing(under: visit.state.snapshot)
            return Row(
                number: record.entry.extensionNumber,
                person: visit.displayName(person),
                date: day,
                recordedBy: AuthorText.words(record.entry.recordedBy, visit),
                note: record.entry.note,
                standing: strings.text("consents", standing.name),
                isGood: standing == .counts,
                mayWithdraw: record.withdrawal == nil
            )
        }
        isEmpty = rows.isEmpty
        let left = records.count - rows.count
        more = left > 0 ? strings.plural("meaning", "more", left) : nil
        isRequired = strings.text("consents", "is-\(visit.organization.consent.rawValue)")
    }
}
