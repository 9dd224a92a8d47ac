import AuditTrail
import Enforcement
import PolicyStore

/// Removes the old beginnings of the chains in a store, and puts on record that it did. Calls block.
struct AuditPruner {
    /// The beginning of a chain that goes.
    struct Chain {
        let node: String
        let last: AuditPosition
        /// What is wrong with it, or with what stands before it.
        let problemCount: Int
    }

    let store: any AuditStore
    let keys: TokenKeys
    let author: String
    var comment = ""

    /// Removes what is older than a moment (seconds since 1970). Gives what went, in the order of the nodes.
    func prune(before moment: Int64, now: Int64) throws(StoreError) -> [Chain] {
        let nodes = try store.auditNodes()
        var prunings = AuditPrunings()
        if nodes.contains(AuditPruning.chain) {
            let report = try AuditReading.report(of: AuditPruning.chain, in: store, keys: keys)
            guard report.isIntact else {
                throw StoreError("the record of earlier prunings is not intact; see `earshot audit verify`")
            }
            prunings = report.prunings
        }
        var chains: [Chain] = []
        for node in nodes where node != AuditPruning.chain {
            if let chain = try old(of: node, before: moment, prunings) { chains.append(chain) }
        }
        if !chains.isEmpty { try note(chains, before: moment, now: now) }
        // Also what was to go before and has not gone, because somebody ended us.
        while try store.removePruned() > 0 {}
        return chains
    }

    /// The beginning of a chain, all of which is older; nil when nothing goes that was not to go before.
    private func old(
        of node: String,
        before moment: Int64,
        _ prunings: AuditPrunings
    ) throws(StoreError) -> Chain? {
        var verifier = AuditVerifier(keys: keys)
        let known = prunings.last(of: node)
        if let known { verifier.permit(prunedTo: known) }
        verifier.begin(file: "store:\(node)")
        var (last, next): (AuditPosition?, AuditPosition?) = (nil, nil)
        var (place, isOld) = (Int64(0), true)
        while isOld {
            let lines = try store.auditLines(of: node, after: place)
            if lines.isEmpty { break }
            for line in lines {
                // The time that is sealed: what stands beside the line is nobody's word.
                guard let position = AuditLine.position(of: line), let time = AuditLine.moment(of: line) else {
                    isOld = false
                    break
                }
                // Only now that there is another one the one before may go.
                last = next
                guard time < moment, let number = Int64(exactly: position.seq), number > place else {
                    isOld = false
                    break
                }
                verifier.take(line)
                (next, place) = (position, number)
            }
        }
        guard let last, last.seq > known?.seq ?? 0 else { return nil }
        verifier.end()
        return Chain(node: node, last: last, problemCount: verifier.finish().problemCount)
    }

    private func note(_ chains: [Chain], before moment: Int64, now: Int64) throws(StoreError) {
        let sink = StoreAuditSink(store: store, node: AuditPruning.chain, logger: .silent)
        let ending = try sink.start().ending
        var audit = ending.isEmpty ? AuditChain(keys: keys) : AuditChain(keys: keys, resuming: ending)
        var lines: [StoredAuditLine] = []
        for chain in chains {
            let line = audit.seal(AuditLine.fields(event(chain, before: moment), at: Moment(unixSeconds: now)))
            guard let stored = sink.stored(line) else { throw StoreError("a record cannot be made of what is pruned") }
            lines.append(stored)
        }
        let ends = Dictionary(uniqueKeysWithValues: chains.map { ($0.node, Int64(clamping: $0.last.seq)) })
        try store.prune(ends, noting: lines, head: audit.head)
    }

    private func event(_ chain: Chain, before moment: Int64) -> AuditEvent {
        let found = chain.problemCount == 0 ? "intact" : "not intact, \(chain.problemCount) problems"
        let why = comment.isEmpty ? "" : ": \(comment)"
        let text =
            "records up to \(chain.last.seq) of `\(chain.node)`, from before \(RFC3339.text(moment)), \(found), "
            + "are removed by \(author)\(why)"
        var event = AuditEvent(.audit, .pruned, reason: text)
        event.pruning = AuditPruning(node: chain.node, last: chain.last, author: author)
        return event
    }
}
