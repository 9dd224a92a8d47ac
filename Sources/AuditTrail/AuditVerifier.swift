import Enforcement

/// Reads files of the audit, the oldest first, and finds what is not as it was written. Keeps one line in memory, and the report.
///
/// With keys, every record is known to be ours. Without, only the chain is checked: enough against an accident, and against whoever cannot count
/// on nobody having the last hash.
public struct AuditVerifier: Sendable {
    /// A record that the next one may follow.
    struct Link {
        let seq: UInt64
        /// Nil when it cannot be told what the next one must name: the line was altered.
        let hash: AuditHash?
    }

    /// Where the chain would go on if what stands there had been put in.
    struct Detour {
        let from: Link
        let problem: Int?
    }

    /// A record that was found too early.
    struct Displaced {
        let position: AuditPosition
        let problem: Int?
    }

    let keys: TokenKeys?
    private(set) var report = AuditReport()
    private var pieces = AuditPieces()
    private var remembered: [(position: RememberedPosition, source: String, isFound: Bool)] = []
    private var unknownKeys: Set<UInt8> = []
    private var pruned: AuditPosition?

    // Where we are.
    private var file = ""
    private var line = 0
    private var isFirstFile = true

    // The chain.
    private var tail = Link(seq: 0, hash: nil)
    private var detour: Detour?
    private var displaced: Displaced?
    private var loose = LooseBytes()
    private var looseLine = 0

    /// A verifier that has read nothing.
    ///
    /// - Parameter keys: those of the secret-file; nil to check the chain only.
    public init(keys: TokenKeys?) {
        self.keys = keys
    }

    /// Demands that this record be there.
    public mutating func expect(_ position: RememberedPosition, from source: String) {
        remembered.append((position, source, false))
    }

    /// Permits that the chain begins behind this record, or before it.
    public mutating func permit(prunedTo last: AuditPosition) { pruned = last }

    /// Demands what a head file says.
    public mutating func expect(head: [UInt8], from source: String) {
        if let position = AuditHead.read(head, keys: keys) {
            if position.seq > 0 { expect(RememberedPosition(position), from: "`\(source)`") }
        } else {
            let text = "this is not a head that Earshot has written with these keys"
            report.add(AuditProblem(file: source, line: 0, kind: .head, text: text))
        }
    }

    /// Takes down that there is no head.
    public mutating func missHead(_ path: String, isProblem: Bool) {
        let text =
            "there is no head: lines that were cut off at the end cannot be told; give `--last SEQ:HASH` if you have it"
        if isProblem {
            report.add(AuditProblem(file: path, line: 0, kind: .head, text: text))
        } else {
            report.add(remark: "\(path): \(text)")
        }
    }

    /// Begins a file, the next after the one before.
    public mutating func begin(file: String) {
        self.file = file
        line = 0
        tail = Link(seq: 0, hash: isFirstFile ? nil : tail.hash)
        detour = nil
        displaced = nil
        pieces = AuditPieces()
    }

    /// Reads on in the file.
    public mutating func take(_ block: [UInt8]) {
        for piece in pieces.take(block) { take(piece) }
    }

    /// Ends the file.
    public mutating func end() {
        for piece in pieces.finish() { take(piece) }
        if loose.isMidLine {
            let text = "the line has no end: a crash, a full disk or somebody; Earshot closes it off when it starts"
            add(.torn, at: line, text)
        } else if !loose.isEmpty {
            add(.altered, at: looseLine, "this is not a record, and no record after it accounts for it")
        }
        loose = LooseBytes()
        if tail.seq == 0 { add(.empty, at: 0, "there is no record in it") }
        isFirstFile = false
    }

    /// What all files came to.
    public mutating func finish() -> AuditReport {
        for wanted in remembered where !wanted.isFound {
            let text =
                "record \(wanted.position.text), as \(wanted.source) has it, is not there: lines were cut off at the end"
            add(.truncated, at: line, text)
        }
        remembered = []
        return report
    }

    private mutating func take(_ piece: AuditPieces.Piece) {
        if piece.isStart { line += 1 }
        guard let seal = piece.seal else {
            if loose.isEmpty { looseLine = line }
            loose.add(piece.bytes)
            return
        }
        report.recordCount += 1
        let position = AuditPosition(seq: seal.seq, hash: AuditHash(of: piece.bytes))
        let isOurs = isOurs(seal, piece.bytes)
        if tail.seq == 0, isFirstFile, let pruned { begin(with: seal, behind: pruned) }
        account(for: seal, isOurs: isOurs)
        if isOurs {
            place(seal, position)
            tell(of: piece.bytes, seal)
            for index in remembered.indices where remembered[index].position.names(position) {
                remembered[index].isFound = true
            }
        } else {
            let index = add(.altered, at: line, "the record was altered, or is not of this installation")
            detour = Detour(from: tail, problem: index)
            // What was altered may be the number; a line break that is gone makes one line of two.
            tail = Link(seq: seal.seq == tail.seq &+ 2 ? seal.seq : tail.seq &+ 1, hash: nil)
        }
        if report.first == nil { report.first = position }
        report.last = position
    }

    /// Of what was pruned some may be there still: it goes page by page.
    private mutating func begin(with seal: AuditSeal, behind pruned: AuditPosition) {
        guard seal.seq > 1 else { return }
        let isWhole = seal.seq > pruned.seq
        tail = Link(seq: isWhole ? pruned.seq : seal.seq &- 1, hash: isWhole ? pruned.hash : seal.previous)
        report.add(remark: "\(file): it was pruned: records 1 to \(pruned.seq) were removed")
    }

    private mutating func isOurs(_ seal: AuditSeal, _ line: [UInt8]) -> Bool {
        guard let keys else { return true }
        guard let code = keys.auditCode(of: Array(line[..<seal.coveredBytes]), key: seal.key) else {
            if unknownKeys.insert(seal.key).inserted {
                add(.unknownKey, at: self.line, "the secret-file has no key \(seal.key); keep old keys in it")
            }
            return true
        }
        return code == seal.code
    }

    /// What the proxy itself says of the audit in a record.
    private mutating func tell(of line: [UInt8], _ seal: AuditSeal) {
        switch AuditLine.ownVerdict(of: line) {
        case .lost:
            report.add(remark: "\(file):\(self.line): records were lost before record \(seal.seq), which says so")
        case .pruned:
            report.prunings.take(line)
        case .missing:
            add(.missing, at: self.line, "Earshot found here that the file before it was not as it had left it")
        case .started, .stopped, .loaded, .refused, .enabled, .disabled, .enforce, .shadow, .recorded, .withdrawn,
            .accepted, .unfinished, .locked, .made, .changed, .removed, .used, .shown, .ended, .opened, nil:
            break
        }
    }

    @discardableResult
    private mutating func add(_ kind: AuditProblem.Kind, at line: Int, _ text: String) -> Int? {
        report.add(AuditProblem(file: file, line: line, kind: kind, text: text))
    }
}

// MARK: Order

extension AuditVerifier {
    /// Accounts for what stands between the record before and this one.
    private mutating func account(for seal: AuditSeal, isOurs: Bool) {
        defer { loose = LooseBytes() }
        switch (loose.hash, seal.closes) {
        case (nil, nil): break
        case (nil, _?):
            guard isOurs else { return }
            add(.removed, at: line, "what record \(seal.seq) closed off before it is gone")
        case (let found?, let closed?) where found == closed && isOurs:
            if seal.seq == 1 {
                report.unprotectedLineCount += loose.lineCount
                let count = loose.lineCount
                report.add(
                    remark: "\(file):\(looseLine): \(count) lines are older than the chain, and as record 1 found them"
                )
            } else {
                let text = "a line was cut short here by a crash or a full disk; record \(seal.seq) closed it off"
                report.add(remark: "\(file):\(looseLine): \(text)")
            }
        case (_?, _?):
            add(.altered, at: looseLine, "this was altered after record \(seal.seq) closed it off")
        case (_?, nil):
            // As many lines as there are numbers missing: they were records.
            if seal.seq > tail.seq &+ 1, seal.seq &- tail.seq &- 1 <= UInt64(loose.lineCount) {
                add(.altered, at: looseLine, "this was a record, and was altered")
                tail = Link(seq: seal.seq &- 1, hash: nil)
            } else {
                add(.inserted, at: looseLine, "this is not a record, and no record accounts for it")
            }
        }
    }

    private func follows(_ seal: AuditSeal, _ link: Link) -> Bool {
        seal.seq == link.seq &+ 1 && (link.hash == nil || link.hash == seal.previous)
    }

    /// Finds the place of a record in the chain, and says what is wrong with where it stands.
    private mutating func place(_ seal: AuditSeal, _ position: AuditPosition) {
        let link = Link(seq: position.seq, hash: position.hash)
        if follows(seal, tail) {
            noteBeginning(seal)
            tail = link
        } else if let detour, follows(seal, detour.from) {
            report.amend(
                detour.problem,
                .inserted,
                "the line was put in between records \(detour.from.seq) and \(seal.seq)"
            )
            displaced = tail.hash.map {
                Displaced(position: AuditPosition(seq: tail.seq, hash: $0), problem: detour.problem)
            }
            self.detour = nil
            tail = link
        } else if let early = displaced, early.position.seq == tail.seq &+ 1,
            follows(seal, Link(seq: early.position.seq, hash: early.position.hash))
        {
            let text = "record \(early.position.seq) stands before record \(tail.seq)"
            report.amend(early.problem, .reordered, text)
            displaced = nil
            tail = link
        } else {
            misplace(seal, link)
        }
    }

    private mutating func noteBeginning(_ seal: AuditSeal) {
        guard tail.seq == 0, isFirstFile, seal.previous != .none else { return }
        let text =
            "it goes on from a file whose last line has the hash \(seal.previous.text); verify that one before it"
        report.add(remark: "\(file): \(text)")
    }

    private mutating func misplace(_ seal: AuditSeal, _ link: Link) {
        let index: Int?
        if seal.seq > tail.seq &+ 1 {
            let (from, to) = (tail.seq &+ 1, seal.seq &- 1)
            index = add(
                .removed,
                at: line,
                from == to
                    ? "record \(from) is missing before this one"
                    : "records \(from) to \(to) are missing before this one"
            )
        } else if seal.seq == tail.seq &+ 1 {
            index = add(.unlinked, at: line, unlinkedText(seal))
        } else {
            add(.inserted, at: line, "record \(seal.seq) stands after record \(tail.seq): a copy, or out of its place")
            return
        }
        detour = Detour(from: tail, problem: index)
        tail = link
    }

    private func unlinkedText(_ seal: AuditSeal) -> String {
        if tail.seq == 0 {
            return "this file does not go on from the one before it: one is missing, or the order is another"
        }
        let other = keys == nil ? "that was altered, or " : ""
        return "record \(seal.seq) does not follow the line before it: \(other)one of the two is of another file"
    }
}
