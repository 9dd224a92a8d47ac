import Admin
import AuditTrail
import Foundation

/// Finds records among lines of the audit.
struct AuditFilter {
    /// Seconds by which a clock may have been set back: what is so much older than the first second that is wanted ends a search.
    private static let clockSlack: Int64 = 3_600

    private let query: AuditQuery
    /// Pieces that a line must hold: most lines are told apart by them, and need not be read.
    private let marks: [Data]
    private let decoder = JSONDecoder()

    init(_ query: AuditQuery) {
        self.query = query
        let texts = [
            ("organization", query.organization), ("watcher", query.watcher), ("extension", query.target),
            ("action", query.action), ("verdict", query.verdict),
        ]
        marks = texts.compactMap { name, text in text.map { Data(AuditLine.field(name, $0)) } }
    }

    /// The record of a line, if it is one and fits.
    func record(_ line: Data) -> AuditEntry? {
        guard marks.allSatisfy({ line.range(of: $0) != nil }),
            let entry = try? decoder.decode(AuditEntry.self, from: line), fits(entry)
        else { return nil }
        return entry
    }

    /// Whether neither a line of this time nor any before it can fit.
    func isBefore(_ line: Data) -> Bool {
        guard let from = query.from, let start = line.range(of: Data("\"time\":\"".utf8)),
            let moment = RFC3339.moment(String(decoding: line[start.upperBound...].prefix(20), as: UTF8.self))
        else { return false }
        return moment < from - Self.clockSlack
    }

    private func fits(_ entry: AuditEntry) -> Bool {
        let pairs = [
            (query.organization, entry.organization), (query.watcher, entry.watcher), (query.target, entry.target),
            (query.action, entry.action), (query.verdict, entry.verdict),
        ]
        guard pairs.allSatisfy({ $0.0 == nil || $0.0 == $0.1 }) else { return false }
        guard query.from != nil || query.until != nil else { return true }
        guard let moment = RFC3339.moment(entry.time) else { return false }
        return moment >= query.from ?? .min && moment < query.until ?? .max
    }
}
