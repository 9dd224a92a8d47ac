import AccessPolicy
import PolicyAdministration

/// A page of the extensions that somebody may look at.
struct ExtensionList: Sendable {
    struct Row: Sendable {
        let number: String
        let owner: String
        let href: String
        let isLocked: Bool
        /// The three settings, in words.
        let settings: [Words]
    }

    struct Words: Sendable {
        let text: String
        /// Whether the organisation's default says it.
        let isDefault: Bool
    }

    let rows: [Row]
    let find: String
    let count: String
    let titles: [String]
    let path: String
    let pager: Pager
    let isEmpty: Bool
    let isAdmin: Bool
    let findPath: String

    init(_ visit: Visit, _ directory: Directory) {
        find = visit.query["q"]
        let found = OwnExtensions(visit, directory).matching(find)
        pager = Pager(visit, path: visit.paths.extensions, count: found.count, keeping: ["q": find])
        let (strings, defaults) = (visit.strings, visit.organization.defaults)
        let words = AudienceText(strings, visit.organization, membersMax: 2)
        titles = Setting.allCases.map { strings.text("settings", "\($0.rawValue)-title") }
        rows = pager.slice(found).map { entry in
            let settings = visit.organization.settings(entry.number)
            let own = ExtensionDraft(entry.number, settings, seen: PartTag(of: nil))
            return Row(
                number: entry.number,
                owner: entry.ownerName ?? entry.owner ?? strings.text("extension", "ownedByNobody"),
                href: visit.paths.extensionPage(entry.number),
                isLocked: own.isLocked,
                settings: Setting.allCases.map { setting in
                    let audience = own[setting].audience
                    return Words(text: words.text(audience ?? defaults[setting]), isDefault: audience == nil)
                }
            )
        }
        count = strings.plural("extensions", "count", found.count)
        path = visit.paths.extensions
        isEmpty = rows.isEmpty
        isAdmin = visit.isAdmin
        findPath = "\(visit.paths.base)/find/extensions"
    }
}

/// The extensions that somebody may look at: the own, or all.
struct OwnExtensions {
    private let visit: Visit
    private let directory: Directory

    init(_ visit: Visit, _ directory: Directory) { (self.visit, self.directory) = (visit, directory) }

    func matching(_ text: String) -> [Directory.Extension] {
        guard visit.isAdmin else {
            guard case .user(_, let name) = visit.principal.identity, let user = visit.organization.user(name) else {
                return []
            }
            let own = Set(user.extensions.map(\.value))
            return directory.extensions(matching: text).filter { own.contains($0.number) }
        }
        return text.isEmpty ? directory.extensions : directory.extensions(matching: text)
    }
}

/// The pages of a list.
struct Pager: Sendable {
    let words: String
    let previous: String?
    let next: String?
    let previousPage: Int?
    let nextPage: Int?
    private let page: Int

    /// - Parameters:
    ///   - page: the page that is asked for; nil for what the query says.
    ///   - keeping: fields of the query that every page keeps unless they are empty.
    ///   - always: those that it keeps in any case.
    init(
        _ visit: Visit,
        path: String,
        count: Int,
        page asked: Int? = nil,
        keeping: [String: String] = [:],
        always: [String: String] = [:]
    ) {
        let pages = max(1, (count + PageLimits.rowsMax - 1) / PageLimits.rowsMax)
        let page = min(asked ?? visit.query.page, pages)
        self.page = page
        let query = keeping.filter { !$0.value.isEmpty }.merging(always) { $1 }.sorted { $0.key < $1.key }
            .map { "&\($0.key)=\(Paths.escaped($0.value))" }.joined()
        (previousPage, nextPage) = (page > 1 ? page - 1 : nil, page < pages ? page + 1 : nil)
        previous = previousPage.map { "\(path)?page=\($0)\(query)" }
        next = nextPage.map { "\(path)?page=\($0)\(query)" }
        words = visit.strings.text("pager", "page", ["page": "\(page)", "pages": "\(pages)"])
    }

    func slice<Element>(_ all: [Element]) -> ArraySlice<Element> {
        let start = min(all.count, (page - 1) * PageLimits.rowsMax)
        return all[start..<min(all.count, start + PageLimits.rowsMax)]
    }
}
