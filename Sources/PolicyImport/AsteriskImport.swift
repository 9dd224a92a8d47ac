import AccessPolicy
import PBXFiles

/// What Asterisk has: the endpoints of `pjsip.conf`, and the hints of `extensions.conf`.
///
/// An endpoint that somebody signs in to (`auth`) is a user. Who may subscribe to whom is at Asterisk which hints there are in the subscriber's context; where contexts
/// differ in that, they become roles and the hints settings.
enum AsteriskImport {
    static func read(_ files: [ImportFile], into draft: inout ImportDraft, _ report: inout ImportReport) {
        var sections = AsteriskSections { name in
            files.first { isNamed($0.name, name) }.map { .init(file: $0.name, text: $0.text) }
        }
        // What another includes is read there.
        for file in files where !files.contains(where: { $0.name != file.name && mentions($0.text, file.name) }) {
            sections.read(file.text, file: file.name)
        }
        for complaint in sections.complaints {
            let place = ImportPlace(file: complaint.file, line: complaint.line)
            if complaint.text.hasPrefix("`#") {
                report.note(complaint.text.replacing("in the configuration", with: "as well"), place)
            } else {
                report.problem(complaint.text, place)
            }
        }
        let endpoints = AsteriskEndpoint.all(in: sections.all, &report)
        let hints = AsteriskHints(sections.all)
        guard !endpoints.isEmpty || !hints.extensions.isEmpty else {
            let text = "there is neither an endpoint nor a hint in it; name `pjsip.conf` and `extensions.conf`"
            return report.problem(text, ImportPlace(file: files.first?.name ?? "", line: 0))
        }
        take(endpoints, hints, &draft, &report)
        see(endpoints, hints, &draft, &report)
        report.noteOnce("codecs, transports, passwords and dial plans are no policy and were left out")
    }

    /// Whether an included name, which may have folders before it, means the file.
    private static func isNamed(_ file: String, _ name: String) -> Bool {
        file.split(separator: "/").last == name.split(separator: "/").last
    }

    /// Whether a file includes another, which is then read where that stands.
    private static func mentions(_ text: String, _ name: String) -> Bool {
        AsteriskLines.of(text).contains { _, line in
            guard line.hasPrefix("#"), let word = line.split(whereSeparator: \.isWhitespace).last else { return false }
            return isNamed(name, word.filter { !"\"<>".contains($0) })
        }
    }

    // MARK: Users

    private static func take(
        _ endpoints: [AsteriskEndpoint],
        _ hints: AsteriskHints,
        _ draft: inout ImportDraft,
        _ report: inout ImportReport
    ) {
        for endpoint in endpoints {
            guard draft.user(endpoint.user, called: endpoint.displayName, endpoint.place, &report) else { continue }
            var numbers = hints.extensions(of: endpoint.name)
            if endpoint.name != endpoint.user || numbers.isEmpty { numbers.append(endpoint.name) }
            for number in numbers { draft.own(number, by: endpoint.user, endpoint.place, &report) }
            for role in endpoint.callGroups.map(RoleName.callGroup) + endpoint.pickupGroups.map(RoleName.pickupGroup) {
                draft.role(role, [Member(.user, endpoint.user)], endpoint.place, &report)
                report.noteOnce("call and pickup groups have become roles, which no setting names yet")
            }
            if !endpoint.maySubscribe {
                let text =
                    "`\(endpoint.name)` may not subscribe to anything (`allow_subscribe=no`), which no setting says; "
                    + "leave the user out of the `only` lists"
                report.note(text, endpoint.place)
            }
        }
        for hint in hints.shared {
            let text =
                "extension `\(hint.number)` is the state of several devices (\(hint.devices.joined(separator: ", "))), and nobody's own"
            report.note(text, hint.place)
        }
    }

    // MARK: Who sees whom

    private static func see(
        _ endpoints: [AsteriskEndpoint],
        _ hints: AsteriskHints,
        _ draft: inout ImportDraft,
        _ report: inout ImportReport
    ) {
        guard !hints.extensions.isEmpty else {
            return report.noteOnce("there are no hints in the files, so that everyone may see every status")
        }
        guard hints.patterns.isEmpty else {
            for place in hints.patterns.prefix(1) {
                let text = "hints by pattern are not taken apart, so that everyone may see every status here"
                report.note(text, place)
            }
            return
        }
        noteLimits(of: hints, draft, &report)
        let watching = endpoints.filter(\.maySubscribe)
        let contexts = Set(watching.map(\.subscribeContext))
        let reach = Dictionary(uniqueKeysWithValues: contexts.map { ($0, hints.reach(of: $0)) })
        for number in hints.extensions {
            let seeing = contexts.filter { reach[$0]?.contains(number) ?? false }.sorted()
            // Nobody, where no phone may subscribe.
            guard seeing.count < contexts.count || (contexts.isEmpty && !endpoints.isEmpty) else { continue }
            let members = seeing.map { Member(.role, RoleName.context($0).text) }
            draft.settings(number) { $0.status = Located(members.isEmpty ? .nobody : .only(members)) }
            for context in seeing {
                for endpoint in watching where endpoint.subscribeContext == context {
                    draft.role(.context(context), [Member(.user, endpoint.user)], endpoint.place, &report)
                }
            }
            report.noteOnce(
                "which hints a context has says here who may see the status; Asterisk shows callers to all of them"
            )
        }
    }

    /// What Asterisk shows to fewer than the policy does.
    private static func noteLimits(of hints: AsteriskHints, _ draft: ImportDraft, _ report: inout ImportReport) {
        if let place = hints.timedIncludes.first {
            report.note("what a context includes at some times only is taken as if it always did", place)
        }
        let known = Set(hints.extensions.map(ImportDraft.fold))
        let silent = draft.organization.users.flatMap(\.extensions).map(\.value)
            .filter { !known.contains(ImportDraft.fold($0)) }
        guard !silent.isEmpty else { return }
        let text =
            "Asterisk shows the status of extensions without a hint to nobody; here the `defaults` say who may see it: "
            + ImportReport.list(silent)
        report.noteOnce(text)
    }
}
