import Admin
import Foundation
import PolicyStore

/// Searches the audit in the store.
struct AuditStoreSearch: AuditSearch {
    let store: any AuditStore

    init(_ store: any AuditStore) { self.store = store }

    func find(_ query: AuditQuery) throws(AuditSearchError) -> AuditPage {
        var stored = StoredAuditQuery(limit: max(1, min(query.limit, AuditFileSearch.recordsMax)))
        (stored.organization, stored.watcher, stored.target) = (query.organization, query.watcher, query.target)
        (stored.action, stored.verdict, stored.from, stored.until) = (
            query.action, query.verdict, query.from, query.until
        )
        if let cursor = query.cursor {
            guard let place = Int64(cursor, radix: 36), place > 0 else { throw .cursor }
            stored.before = place
        }
        let lines: [StoredAuditLine]
        do throws(StoreError) {
            lines = try store.audit(stored)
        } catch {
            throw .unreadable(error.text)
        }
        let decoder = JSONDecoder()
        let records = lines.compactMap { line -> AuditEntry? in
            var entry = try? decoder.decode(AuditEntry.self, from: Data(line.line))
            entry?.node = line.node
            return entry
        }
        let isFull = lines.count == stored.limit
        return AuditPage(records: records, cursor: isFull ? lines.last.map { String($0.place, radix: 36) } : nil)
    }
}

extension Configuration {
    /// What finds records wherever the audit is kept.
    func auditSearch(_ store: any Store) -> any AuditSearch {
        isAuditInStore ? AuditStoreSearch(store) : AuditFileSearch(path: auditPath)
    }
}
