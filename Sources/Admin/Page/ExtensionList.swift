import AccessPolicy
import PolicyAdministration

/// A page of the extensions that somebody may look at.
struct ExtensionList: Sendable {
    struct Row: Sendable {
        let number: String
        let owner: String
        let href: String
        let isLocked: Bool
        let isListed: Bool
    }

    let rows: [Row]
    let find: String
    let count: String
    let path: String
    let pager: Pager
    let isEmpty: Bool
    let isAdmin: Bool
    let findPath: String

    init(_ visit: Visit, _ directory: Directory) {
        find = visit.query["q"]
        let found = OwnExtensions(visit, directory).matching(find)
        pager = Pager(visit, path: visit.paths.extensions, count: found.count, keeping: ["q": find])
        rows = pager.slice(found).map { entry in
            let settings = visit.organization.settings(entry.number)
            return Row(
                number: entry.number,
                owner: entry.ownerName ?? entry.owner ?? visit.strings.text("extension", "ownedByNobody"),
                href: visit.paths.extensionPage(entry.number),
                isLocked: settings?.managed == .admin,
                isListed: settings != nil
            )
        }
        count = visit.strings.plural("extensions", "count", found.count)
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
    private let page: Int

    /// - Parameter keeping: fields of the query that every page keeps.
    init(_ visit: Visit, path: String, count: Int, keeping: [String: String]) {
        let pages = max(1, (count + PageLimits.rowsMax - 1) / PageLimits.rowsMax)
        let page = min(visit.query.page, pages)
        self.page = page
        let query = keeping.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "&\($0.key)=\(Paths.escaped($0.value))" }.joined()
        previous = page > 1 ? "\(path)?page=\(page - 1)\(query)" : nil
        next = page < pages ? "\(path)?page=\(page + 1)\(query)" : nil
        words = visit.strings.text("pager", "page", ["page": "\(page)", "pages": "\(pages)"])
    }

    func slice<Element>(_ all: [Element]) -> ArraySlice<Element> {
        let start = min(all.count, (page - 1) * PageLimits.rowsMax)
        return all[start..<min(all.count, start + PageLimits.rowsMax)]
    }
}
