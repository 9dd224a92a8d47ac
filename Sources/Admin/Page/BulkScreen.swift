import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// One change of many extensions.
struct BulkScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("bulk") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            return try await page(BulkDraft(visit.query), visit)
        }
        router.post("bulk") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let form = try await desk.form(request)
            return try await change(BulkDraft(form), FormAction(form["do"]), visit)
        }
    }

    private func change(_ draft: BulkDraft, _ action: FormAction, _ visit: Visit) async throws -> Response {
        var draft = draft
        for setting in Setting.allCases { action.apply(to: &draft[setting].members, of: setting.rawValue) }
        do {
            let changes = draft
            let edit = try await desk.directory(visit) { changes.edit(visit, $0) }
            switch action {
            case .save, .overwrite:
                guard !edit.put.isEmpty else { return try await page(draft, visit, action: action) }
                // What has changed since it was looked at is looked at again.
                guard draft.digest == BulkDraft.digest(edit.seen) else {
                    return try await preview(draft, edit, visit, isStale: !draft.digest.isEmpty)
                }
                let revision = try await desk.save(edit, visit)
                return .redirect(to: "\(visit.paths.bulk)?saved=\(revision)&count=\(edit.put.count)", type: .normal)
            case .preview: return try await preview(draft, edit, visit, isStale: false)
            case .add, .remove, .find, .delete, .other: return try await page(draft, visit, action: action)
            }
        } catch let error as PolicyEditError {
            return try await page(draft, visit, error: error)
        }
    }

    private func preview(
        _ draft: BulkDraft,
        _ edit: PolicyEdit,
        _ visit: Visit,
        isStale: Bool
    ) async throws -> Response {
        var draft = draft
        draft.digest = BulkDraft.digest(edit.seen)
        let meaning = edit.put.isEmpty ? nil : try await desk.meaning(edit, visit)
        return try await page(draft, visit, meaning: meaning, action: .preview, isStale: isStale)
    }

    private func page(
        _ draft: BulkDraft,
        _ visit: Visit,
        meaning: Meaning? = nil,
        error: PolicyEditError? = nil,
        action: FormAction? = nil,
        isStale: Bool = false
    ) async throws -> Response {
        let page = try await desk.directory(visit) {
            BulkPage(draft, visit, $0, meaning: meaning, error: error, action: action, isStale: isStale)
        }
        let status: HTTPResponse.Status = isStale ? .conflict : error.status
        return desk.page("bulk", visit.strings.text("bulk", "title"), .bulk, page, visit, status: status)
    }
}

/// Which extensions are to be changed, and how, as somebody is writing it.
struct BulkDraft: Sendable {
    /// Numbers and ranges as they are written, such as `100-199, 305`.
    var numbers: String
    /// Those that are ticked.
    var ticked: [String]
    /// What is looked for.
    var find: String
    /// The page of the list that is shown.
    var page: Int
    /// Whether all that fit are meant.
    var isAllFound: Bool
    /// The settings that are to change; the others stay.
    var settings: [Setting: AudienceDraft]
    /// `keep`, `user` or `admin`.
    var managed: String
    var comment: String
    /// What was seen when the change was looked at; empty when it was not.
    var digest: String

    init(_ form: FormFields) {
        (numbers, ticked, find) = (form["numbers"], form.all("number"), form["q"])
        // The page is what a button asks for, or where the list was.
        page = FormFields("page=\(form["do"].hasPrefix("page|") ? String(form["do"].dropFirst(5)) : form["page"])").page
        isAllFound = form["all"] == "1"
        settings = [:]
        for setting in Setting.allCases {
            settings[setting] = AudienceDraft(form, setting.rawValue)
        }
        changed = Set(Setting.allCases.filter { form.has($0.rawValue) && form[$0.rawValue] != "keep" })
        managed = form["managed"]
        (comment, digest) = (form["comment"], form["digest"])
    }

    /// The settings for which something else than "as it is" is chosen.
    private(set) var changed: Set<Setting>

    subscript(_ setting: Setting) -> AudienceDraft {
        get { settings[setting] ?? AudienceDraft(nil) }
        set { settings[setting] = newValue }
    }

    /// Whether it says anything besides what is looked for.
    var isChanged: Bool {
        !numbers.isEmpty || !ticked.isEmpty || isAllFound || !changed.isEmpty || ["user", "admin"].contains(managed)
    }

    /// The extensions that are meant, in the order of the directory.
    func chosen(_ directory: Directory) -> [String] {
        let (ranges, ticked) = (NumberRanges(numbers), Set(ticked))
        guard !ranges.isEmpty || !ticked.isEmpty || isAllFound else { return [] }
        let found = isAllFound ? Set(directory.extensions(matching: find).map(\.number)) : []
        return directory.extensions.lazy.map(\.number)
            .filter { ticked.contains($0) || found.contains($0) || ranges.contains($0) }
            .prefix(PageLimits.bulkMax).map { $0 }
    }

    /// The edit that it comes to, with what was seen of each part.
    func edit(_ visit: Visit, _ directory: Directory) -> PolicyEdit {
        var put: [PolicyItem] = []
        for number in chosen(directory) {
            let old = visit.organization.settings(number)
            var new = old ?? ExtensionSettings(Located(number))
            for setting in changed {
                let audience = self[setting].audience.map { Located($0) }
                switch setting {
                case .status: new.status = audience
                case .connectedCallers: new.connectedCallers = audience
                case .listenWhisperBarge: new.listenWhisperBarge = audience
                }
            }
            if let managed = Management(rawValue: managed) { new.managed = managed }
            guard new != old ?? ExtensionSettings(Located(number)) else { continue }
            put.append(PolicyItem(new, of: visit.name))
        }
        let seen = Dictionary(put.map { ($0.key, visit.state.tag($0.key)) }) { one, _ in one }
        return PolicyEdit(put: put, of: visit.state, seen: seen, comment: comment)
    }

    /// One text for all that was seen.
    static func digest(_ seen: [PolicyItem.Key: PartTag]) -> String {
        let lines = seen.sorted { $0.key.name < $1.key.name }.map { "\($0.key.name) \($0.value.text)" }
        return PartTag(of: lines.joined(separator: "\n")).text
    }
}

/// Numbers and ranges of numbers.
struct NumberRanges {
    private var single = Set<String>()
    private var ranges: [(length: Int, first: Int, last: Int)] = []

    init(_ text: String) {
        for word in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            let ends = word.split(separator: "-", omittingEmptySubsequences: false)
            // `0100-0199`: numbers of one length.
            if ends.count == 2, ends[0].utf8.count == ends[1].utf8.count, let first = Self.number(ends[0]),
                let last = Self.number(ends[1]), first <= last
            {
                ranges.append((ends[0].utf8.count, first, last))
            } else {
                single.insert(String(word))
            }
        }
    }

    var isEmpty: Bool { single.isEmpty && ranges.isEmpty }

    func contains(_ text: String) -> Bool {
        if single.contains(text) { return true }
        guard !ranges.isEmpty, let number = Self.number(text[...]) else { return false }
        return ranges.contains { $0.length == text.utf8.count && $0.first <= number && number <= $0.last }
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
