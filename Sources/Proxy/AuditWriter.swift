import AuditTrail
import Enforcement
import Logging
import Metrics

/// Makes lines of records and writes them: what the audit's own thread does.
///
/// What the disk does not take is kept and tried again, up to a limit; what is beyond that is counted, and the count is a record itself, so that
/// nothing is missing without a word.
struct AuditWriter: Sendable {
    /// What becomes a line.
    enum Entry: Sendable {
        case record(AuditRecord, Moment)
        case event(AuditEvent, Moment)
        /// That many records are missing here.
        case lost(Int, Moment)

        var moment: Moment {
            switch self {
            case .record(_, let moment), .event(_, let moment), .lost(_, let moment): moment
            }
        }

        var fields: [UInt8] {
            switch self {
            case .record(let record, let moment): AuditLine.fields(record, at: moment)
            case .event(let event, let moment): AuditLine.fields(event, at: moment)
            case .lost(let count, let moment): AuditLine.fields(AuditEvent.lost(count), at: moment)
            }
        }
    }

    private var sink: any AuditSink
    private var chain: AuditChain
    private var keys: TokenKeys
    private let logger: Logger
    /// What could not be written yet, in its order.
    private var unwritten: [Entry] = []
    private var lostCount = 0
    private var isFailing = false
    private var told = Moment(unixSeconds: 0)
    private let failed = Counter(label: "earshot_audit_write_failures_total")
    private let written = Counter(label: "earshot_audit_records_total")
    private let seq = Gauge(label: "earshot_audit_seq")
    private let hash = Gauge(label: "earshot_audit_hash")

    /// A writer that goes on where the file ends.
    ///
    /// - Parameter head: what the head file said; nothing when there was none.
    init(_ sink: any AuditSink, ending: AuditEnding, head: [UInt8], keys: TokenKeys, logger: Logger, now: Moment) {
        self.sink = sink
        self.keys = keys
        self.logger = logger
        let start = AuditStart(ending: ending, head: head, keys: keys)
        chain = start.chain
        begin(start, at: now)
    }

    /// Seals with these from the next record on.
    mutating func use(_ keys: TokenKeys) {
        self.keys = keys
        chain.keys = keys
    }

    /// Where the chain is.
    var last: AuditPosition { chain.last }

    /// Writes these after all that waits, and takes down how many more there were that nobody has.
    mutating func write(_ entries: [Entry], lost: Int = 0) {
        follow(at: entries.first?.moment)
        let isFree = flush()
        let kept = entries.prefix(max(0, Limits.auditBacklogMax - unwritten.count))
        lostCount += entries.count - kept.count + lost
        unwritten += kept
        if lostCount > 0, unwritten.count < Limits.auditBacklogMax, let moment = entries.last?.moment {
            unwritten.append(.lost(lostCount, moment))
            lostCount = 0
        }
        guard isFree, flush() else { return }
        if let now = entries.last?.moment, now.unixSeconds - told.unixSeconds >= Limits.auditTellSeconds {
            tell(at: now)
        }
    }

    /// Tries again to write what waits, though there is nothing new.
    mutating func retry() {
        if !unwritten.isEmpty { _ = flush() }
    }

    /// Goes on in a new file when somebody has put ours elsewhere.
    mutating func follow(at moment: Moment?) {
        guard sink.isMoved() else { return }
        do {
            let ending = try sink.reopen()
            let start = AuditStart(ending: ending, after: chain.last, keys: keys)
            chain = start.chain
            begin(start, at: moment ?? WallClock().now)
        } catch {
            failed.increment()
            logger.error(
                "a new audit file cannot be made; the old one is written on",
                metadata: ["problem": "\(error)"]
            )
        }
    }

    /// Writes what waits, and ends.
    mutating func close() {
        _ = flush()
        if !unwritten.isEmpty || lostCount > 0 {
            logger.error("audit records are lost", metadata: ["count": "\(unwritten.count + lostCount)"])
        }
        tell(at: WallClock().now)
        sink.close()
    }

    private mutating func begin(_ start: AuditStart, at moment: Moment) {
        for event in start.events {
            if event.verdict == .missing {
                logger.error("the audit is not as it was left", metadata: ["reason": "\(event.reason)"])
            }
            unwritten.append(.event(event, moment))
        }
        _ = flush()
        tell(at: moment)
    }

    /// Says in the log where the chain is: whoever keeps that elsewhere can tell later whether the end was cut off.
    private mutating func tell(at moment: Moment) {
        told = moment
        logger.info("audit", metadata: ["last": "\(chain.last.text)"])
    }

    /// Writes what waits; whether the disk took it all.
    private mutating func flush() -> Bool {
        while !unwritten.isEmpty {
            var next = chain
            var bytes: [UInt8] = []
            var ends: [(bytes: Int, chain: AuditChain)] = []
            for entry in unwritten.prefix(Limits.auditBatchMax) {
                bytes += next.seal(entry.fields)
                ends.append((bytes.count, next))
            }
            let (count, error) = sink.append(bytes)
            let whole = ends.prefix { $0.bytes <= count }
            if let end = whole.last { chain = end.chain }
            chain.leave(bytes[(whole.last?.bytes ?? 0)..<count])
            unwritten.removeFirst(whole.count)
            written.increment(by: whole.count)
            if !whole.isEmpty { note() }
            if let error { return fail(error) }
        }
        if isFailing { logger.info("audit records are written again") }
        isFailing = false
        return true
    }

    private mutating func note() {
        seq.record(chain.last.seq)
        hash.record(chain.last.hash.prefix48)
        if !sink.keep(head: chain.head) { failed.increment() }
    }

    private mutating func fail(_ error: CInt) -> Bool {
        failed.increment()
        if !isFailing {
            logger.error("audit records cannot be written; they wait", metadata: ["errno": "\(error)"])
        }
        isFailing = true
        return false
    }
}
