import Crypto
import Enforcement

/// The end of a file of the audit, and how it goes on: makes lines out of records, each with the hash of the one before.
///
/// A value without a file: whoever writes keeps the chain that belongs to what is on disk, and says with ``leave(_:)`` when that ends otherwise.
package struct AuditChain: Sendable {
    /// The last record that is whole.
    package private(set) var last: AuditPosition
    /// What seals; others may seal from the next record on.
    package var keys: TokenKeys
    private var loose: LooseBytes

    /// The chain of a file that is to be begun, or of one that ends as was found.
    ///
    /// - Parameter before: the hash of the last line of the file before; nil when there was none.
    package init(keys: TokenKeys, before: AuditHash? = nil) {
        self.keys = keys
        last = AuditPosition(seq: 0, hash: before ?? .none)
        loose = LooseBytes()
    }

    package init(keys: TokenKeys, resuming ending: AuditEnding) {
        self.keys = keys
        last = ending.last ?? AuditPosition(seq: 0, hash: .none)
        loose = ending.loose
    }

    /// The next line, of fields as ``AuditLine`` writes them. A line that was cut short before it is ended first.
    package mutating func seal(_ fields: [UInt8]) -> [UInt8] {
        var start: [UInt8] = []
        if loose.isMidLine {
            start = [UInt8(ascii: "\n")]
            loose.add(start)
        }
        // There always is the current key: `TokenKeys` cannot be made without.
        guard let line = AuditSeal.line(fields, after: last, closing: loose.hash, keys: keys) else { return [] }
        last = AuditPosition(seq: last.seq &+ 1, hash: AuditHash(of: line))
        loose = LooseBytes()
        return start + line
    }

    /// Takes down that these bytes stand behind the last record, and are not one.
    package mutating func leave(_ bytes: ArraySlice<UInt8>) {
        loose.add(Array(bytes))
    }

    /// What the head file says of this end.
    package var head: [UInt8] { AuditHead.write(last, keys: keys) }
}

/// What stands between two records and is none: lines from before there was a chain, or what was written when the disk filled up.
struct LooseBytes: Sendable {
    private var digest: SHA256?
    private(set) var isMidLine = false
    private(set) var lineCount = 0

    var isEmpty: Bool { digest == nil }

    /// The hash of all of it; nil when there is nothing.
    var hash: AuditHash? { digest.map { AuditHash($0.finalize()) } }

    mutating func add(_ bytes: [UInt8]) {
        guard let last = bytes.last else { return }
        var digest = digest ?? SHA256()
        digest.update(data: bytes)
        self.digest = digest
        if !isMidLine { lineCount &+= 1 }
        lineCount &+= bytes.dropLast().count { $0 == UInt8(ascii: "\n") }
        isMidLine = last != UInt8(ascii: "\n")
    }
}
