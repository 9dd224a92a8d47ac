import AccessPolicy
import Foundation
import Hummingbird
import PolicyAdministration
import PolicyStore

/// The register of consents: an Admin's, and of each person for the own extensions.
extension API {
    private static let consents = base + "/consents"

    var consentRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.consents,
                "listConsents",
                "The consents, and whether they count",
                .member(.consent, .user),
                parameters: [
                    .init(name: "extension", schema: Schemas.name, summary: "Those for one extension"),
                    .init(name: "history", schema: .boolean, summary: "Those that were withdrawn as well"),
                ] + APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "ConsentPage")],
                handler: listConsents
            ),
            APIRoute(
                .post,
                Self.consents,
                "recordConsent",
                "Record that a person agreed to an extension being listened to",
                .member(.consent, .user),
                body: .named("ConsentRequest"),
                answers: [.created("It is in the register", "Consent")],
                handler: recordConsent
            ),
            APIRoute(
                .post,
                Self.consents + ":withdraw",
                "withdrawConsent",
                "Record that nobody agrees any longer; ends all that stands for the extension",
                .member(.consent, .user),
                body: .named("WithdrawalRequest"),
                answers: [.gone("Nothing stands for the extension")],
                handler: withdrawConsent
            ),
        ]
    }

    private func listConsents(_ call: APICall) throws -> APIAnswer {
        let (organization, principal) = (try call.organization().name.value, try call.asker())
        let (asked, isWithHistory) = (call.text("extension"), call.query["history"] == true)
        let records = ConsentRecord.all(in: try store.consents(after: 0)).filter { record in
            record.isFor(asked ?? record.entry.extensionNumber, of: organization)
                && (isWithHistory || record.withdrawal == nil)
                && call.state.maySee(record.entry.extensionNumber, of: organization, principal)
        }
        let page = try Page(records, call, key: { "\($0.entry.number)" }, by: Directory.isBefore)
        return APIAnswer(page.json(call) { Self.json($0, call.state.snapshot) })
    }

    private func recordConsent(_ call: APICall) throws -> APIAnswer {
        let (body, principal) = (call.body ?? .null, try call.asker())
        let (name, number) = (try call.organization().name.value, try consentExtension(call))
        guard let organization = call.state.snapshot.organization(named: name),
            let known = call.state.snapshot.knownExtension(number, in: organization)
        else { throw unknown(number) }
        let person = body["given-by"]?.text ?? ""
        // Who is no Admin speaks for nobody else.
        guard try call.isAdmin() || principal.isUser(person, of: name) else {
            throw APIProblem(.forbidden, "only an Admin may record the consent of somebody else")
        }
        var entry: ConsentEntry
        do throws(UnfitConsentError) {
            entry = try ConsentEntry.consent(
                of: person,
                for: known,
                in: organization,
                under: call.state.snapshot,
                on: body["date"]?.text,
                recordedBy: principal.author,
                note: body["note"]?.text ?? "",
                now: Date(timeIntervalSince1970: TimeInterval(call.now))
            )
        } catch {
            throw APIProblem(.invalid, error.text)
        }
        entry.number = try store.append(entry)
        return APIAnswer(Self.json(ConsentRecord(entry), call.state.snapshot), status: .created)
    }

    private func withdrawConsent(_ call: APICall) throws -> APIAnswer {
        let (name, number) = (try call.organization().name.value, try consentExtension(call))
        let withdrawal = ConsentEntry.withdrawal(
            for: number,
            of: name,
            among: try store.consents(after: 0),
            by: try call.asker().author,
            note: call.body?["note"]?.text ?? "",
            now: Date(timeIntervalSince1970: TimeInterval(call.now))
        )
        guard let withdrawal else { throw APIProblem(.invalid, "no consent stands for `\(number)`") }
        _ = try store.append(withdrawal)
        return APIAnswer(nil, status: .noContent)
    }

    /// The extension of the body, if who asks may see what is set for it.
    private func consentExtension(_ call: APICall) throws -> String {
        let number = call.body?["extension"]?.text ?? ""
        guard call.state.maySee(number, of: call.name("organization"), try call.asker()) else { throw unknown(number) }
        return number
    }

    private func unknown(_ number: String) -> APIProblem {
        let problem = FieldProblem.at("/extension", "there is no extension `\(number)` that you may see")
        return APIProblem(.invalid, "the consent is for no extension of the policy", [problem])
    }

    private static func json(_ record: ConsentRecord, _ policy: PolicySnapshot) -> JSONValue {
        let entry = record.entry
        guard case .given(let person, let day, let owner) = entry.event else { return .null }
        let withdrawal = record.withdrawal
        return [
            "number": .integer(entry.number), "extension": .string(entry.extensionNumber),
            "owner": owner.map(JSONValue.string) ?? .null, "given-by": .string(person), "given-at": .string(day),
            "recorded-by": .string(entry.recordedBy), "recorded-at": time(entry.recordedAt),
            "note": .string(entry.note),
            "withdrawn-by": withdrawal.map { .string($0.recordedBy) } ?? .null,
            "withdrawn-at": withdrawal.map { time($0.recordedAt) } ?? .null,
            "withdrawn-note": withdrawal.map { .string($0.note) } ?? .null,
            "standing": .string(record.standing(under: policy).name),
        ]
    }

    /// A moment as RFC 3339 writes it.
    static func time(_ seconds: Int64) -> JSONValue {
        .string(Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601))
    }
}
