import AuditTrail
import Enforcement

/// How the chain goes on in a file that was just opened, and what is to be put on record about it.
struct AuditStart {
    let chain: AuditChain
    let events: [AuditEvent]

    /// After a start of the program.
    init(ending: AuditEnding, head: [UInt8], keys: TokenKeys) {
        let position = AuditHead.read(head, keys: keys)
        if position == nil, !head.isEmpty {
            self.init(ending, before: nil, keys, [Self.missing("the head of the audit is not as it was written")])
        } else if position == nil, let last = ending.last {
            let text = "the audit ends with record \(last.seq) and its head is gone; what was cut off cannot be told"
            self.init(ending, before: nil, keys, [Self.missing(text)])
        } else {
            self.init(ending: ending, after: position, keys: keys)
        }
    }

    /// After a record that we know.
    init(ending: AuditEnding, after known: AuditPosition?, keys: TokenKeys) {
        guard let known, known.seq > 0 else {
            self.init(ending, before: nil, keys, [])
            return
        }
        if ending.isEmpty {
            let text = "a new file, after one of \(known.seq) records"
            self.init(ending, before: known.hash, keys, [AuditEvent(.audit, .opened, reason: text)])
        } else if let last = ending.last, last.seq > known.seq || last == known {
            // A crash may come between a record and the head.
            self.init(ending, before: nil, keys, [])
        } else {
            let text =
                "the audit had \(known.seq) records, the last with the hash \(known.hash.text), and ends otherwise"
            self.init(ending, before: nil, keys, [Self.missing(text)])
        }
    }

    private init(_ ending: AuditEnding, before: AuditHash?, _ keys: TokenKeys, _ events: [AuditEvent]) {
        chain = ending.isEmpty ? AuditChain(keys: keys, before: before) : AuditChain(keys: keys, resuming: ending)
        self.events = events
    }

    private static func missing(_ text: String) -> AuditEvent { AuditEvent(.audit, .missing, reason: text) }
}
