import AuditTrail
import Enforcement
import Foundation
import PolicyStore

/// Reads files of the audit, a block at a time, and has them verified.
struct AuditReading {
    /// A file cannot be read.
    struct UnreadableError: Error {
        let text: String
    }

    let paths: [String]
    let keys: TokenKeys?
    var isHeadDemanded = false
    var last: RememberedPosition?

    init(paths: [String], keys: TokenKeys?) {
        self.paths = paths
        self.keys = keys
    }

    /// What the chain of a node in the store came to. Records that come meanwhile are not looked at.
    ///
    /// - Parameter prunings: how far chains were pruned.
    static func report(
        of node: String,
        in store: any AuditStore,
        keys: TokenKeys?,
        after prunings: AuditPrunings = AuditPrunings()
    ) throws(StoreError) -> AuditReport {
        var verifier = AuditVerifier(keys: keys)
        if let last = prunings.last(of: node) { verifier.permit(prunedTo: last) }
        let name = "store:\(node)"
        let head = try store.auditHead(of: node)
        if head.isEmpty {
            verifier.missHead("\(name).head", isProblem: true)
        } else {
            verifier.expect(head: head, from: "\(name).head")
        }
        verifier.begin(file: name)
        var last: Int64 = 0
        while true {
            let lines = try store.auditLines(of: node, after: last)
            if lines.isEmpty { break }
            for line in lines { verifier.take(line) }
            guard let next = lines.last.flatMap(AuditLine.seq(of:)), next > last else { break }
            last = next
        }
        verifier.end()
        return verifier.finish()
    }

    /// What the files came to. One that is being written may be met in the middle of a line: then it is read again.
    func report() throws(UnreadableError) -> AuditReport {
        let report = try readOnce()
        return report.problems.map(\.kind) == [.torn] ? try readOnce() : report
    }

    private func readOnce() throws(UnreadableError) -> AuditReport {
        var verifier = AuditVerifier(keys: keys)
        // Before the file, which may grow meanwhile.
        if let last { verifier.expect(last, from: "`--last`") }
        if let newest = paths.last { expectHead(of: newest, &verifier) }
        for path in paths {
            verifier.begin(file: path)
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw UnreadableError(text: "`\(path)` cannot be read; check the path and the permissions")
            }
            defer { try? file.close() }
            do {
                while let block = try file.read(upToCount: AuditLimits.readBytes), !block.isEmpty {
                    verifier.take(Array(block))
                }
            } catch {
                throw UnreadableError(text: "`\(path)` cannot be read to its end: \(error.localizedDescription)")
            }
            verifier.end()
        }
        return verifier.finish()
    }

    private func expectHead(of path: String, _ verifier: inout AuditVerifier) {
        let headPath = "\(path).head"
        if let head = FileManager.default.contents(atPath: headPath) {
            verifier.expect(head: Array(head), from: headPath)
        } else if last == nil {
            verifier.missHead(headPath, isProblem: isHeadDemanded)
        }
    }
}
