/// Cuts a file that comes in blocks into lines. What is longer than any line of ours comes in pieces.
package struct AuditPieces: Sendable {
    /// A line with its end, or a piece of one.
    struct Piece: Equatable {
        let bytes: [UInt8]
        /// Whether a line begins here.
        let isStart: Bool

        /// The seal, where this is a whole line that has one.
        var seal: AuditSeal? { isStart ? AuditSeal(of: bytes) : nil }
    }

    private var rest: [UInt8] = []
    private var isStart = true

    package init() {}

    /// What is whole after this block.
    mutating func take(_ block: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var unread = block[...]
        while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
            rest += unread[...end]
            unread = unread[(end + 1)...]
            pieces += cut(isEnd: true)
        }
        rest += unread
        if rest.count >= AuditLimits.lineBytesMax { pieces += cut(isEnd: false) }
        return pieces
    }

    /// What is left when the file is at its end: a line without an end.
    mutating func finish() -> [Piece] { rest.isEmpty ? [] : cut(isEnd: false) }

    private mutating func cut(isEnd: Bool) -> [Piece] {
        var pieces: [Piece] = []
        for start in stride(from: 0, to: rest.count, by: AuditLimits.lineBytesMax) {
            let bytes = Array(rest[start..<min(start + AuditLimits.lineBytesMax, rest.count)])
            pieces.append(Piece(bytes: bytes, isStart: isStart))
            isStart = false
        }
        rest.removeAll(keepingCapacity: true)
        isStart = isEnd
        return pieces
    }
}

/// How a file ends, which is all that has to be known of it to write on.
package struct AuditEnding: Sendable {
    /// Its last record; nil when it has none.
    package private(set) var last: AuditPosition?
    /// What stands behind that.
    private(set) var loose = LooseBytes()
    private var pieces = AuditPieces()

    package init() {}

    /// Whether what was read is not empty.
    package var isEmpty: Bool { last == nil && loose.isEmpty }

    /// Reads on.
    package mutating func take(_ block: [UInt8]) {
        pieces.take(block).forEach { note($0) }
    }

    /// Says that this was all.
    package mutating func finish() {
        pieces.finish().forEach { note($0) }
    }

    private mutating func note(_ piece: AuditPieces.Piece) {
        if let seal = piece.seal {
            last = AuditPosition(seq: seal.seq, hash: AuditHash(of: piece.bytes))
            loose = LooseBytes()
        } else {
            loose.add(piece.bytes)
        }
    }
}
