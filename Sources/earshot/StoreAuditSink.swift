import Admin
import AuditTrail
import Foundation
import Logging
import PolicyStore
import Proxy

/// The audit of one node in the store.
struct StoreAuditSink: AuditSink {
    /// What the writer takes for the reason that a line is not there: what the database said is in the log.
    private static let failure: CInt = 5

    let store: any AuditStore
    let node: String
    let logger: Logger
    private let decoder = JSONDecoder()

    /// How the chain ends, and its head.
    func start() throws(StoreError) -> (ending: AuditEnding, head: [UInt8]) {
        var ending = AuditEnding()
        for line in try store.auditLines(of: node, after: nil) { ending.take(line) }
        ending.finish()
        return (ending, try store.auditHead(of: node))
    }

    /// All lines or none: a transaction. What was committed though nobody heard of it is there already when it comes again.
    func append(_ bytes: [UInt8]) -> (count: Int, error: CInt?) {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        do throws(StoreError) {
            try store.append(lines.compactMap(stored))
            return (bytes.count, nil)
        } catch {
            logger.warning("the audit cannot be written to the store", metadata: ["problem": "\(error.text)"])
            return (0, Self.failure)
        }
    }

    func keep(head: [UInt8]) -> Bool { (try? store.keep(head: head, of: node)) != nil }

    func isMoved() -> Bool { false }

    func reopen() -> AuditEnding { AuditEnding() }

    func close() {}

    /// A line with what it is found by; nil for what is no record.
    func stored(_ line: [UInt8]) -> StoredAuditLine? {
        guard let entry = try? decoder.decode(AuditEntry.self, from: Data(line)),
            let seq = entry.seq.flatMap({ Int64(exactly: $0) })
        else { return nil }
        return StoredAuditLine(
            node: node,
            seq: seq,
            time: RFC3339.moment(entry.time) ?? 0,
            organization: entry.organization,
            watcher: entry.watcher,
            target: entry.target,
            action: entry.action,
            verdict: entry.verdict,
            line: line
        )
    }
}
