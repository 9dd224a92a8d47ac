import Admin
import Foundation

/// Searches the audit in its file, and in the files that it was rotated to if they are not compressed, from their ends.
struct AuditFileSearch: AuditSearch {
    /// A place in a file, by what stays the same when the file is renamed.
    private struct Place {
        var inode: UInt64
        /// The lines before this byte have yet to be looked at.
        var end: UInt64

        init(inode: UInt64, end: UInt64) { (self.inode, self.end) = (inode, end) }

        init?(_ text: String) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let inode = UInt64(parts[0], radix: 36), let end = UInt64(parts[1], radix: 36)
            else { return nil }
            self.init(inode: inode, end: end)
        }

        var text: String { "\(String(inode, radix: 36))-\(String(end, radix: 36))" }
    }

    private struct Part {
        let path: String
        let inode: UInt64
        let size: UInt64
        let modified: Date
    }

    /// Files that are looked for, records of one page, bytes read for one page, and at once.
    static let filesMax = 64
    static let recordsMax = 500
    static let bytesMax = 16_777_216
    private static let blockBytes: UInt64 = 262_144
    /// The head, and what is compressed.
    private static let otherEndings = [".head", ".gz", ".xz", ".zst", ".bz2"]

    let path: String

    init(path: String) { self.path = path }

    func find(_ query: AuditQuery) throws(AuditSearchError) -> AuditPage {
        var parts = try parts()
        var end: UInt64?
        if let cursor = query.cursor {
            guard let place = Place(cursor), let index = parts.firstIndex(where: { $0.inode == place.inode }),
                place.end <= parts[index].size
            else { throw .cursor }
            parts.removeFirst(index)
            end = place.end
        }
        let filter = AuditFilter(query)
        let limit = max(1, min(query.limit, Self.recordsMax))
        var page = AuditPage(records: [], cursor: nil)
        var budget = Self.bytesMax
        for part in parts {
            guard let file = FileHandle(forReadingAtPath: part.path) else {
                throw .unreadable("`\(part.path)` cannot be read; check its owner and mode")
            }
            defer { try? file.close() }
            var lines = BackwardLines(file, end: end ?? part.size, blockBytes: Self.blockBytes)
            end = nil
            while let line = lines.next() {
                budget -= line.count
                if let entry = filter.record(line) { page.records.append(entry) }
                if filter.isBefore(line) { return page }
                if page.records.count == limit || budget <= 0 {
                    page.cursor = Place(inode: part.inode, end: lines.end).text
                    return page
                }
            }
        }
        return page
    }

    /// The file and what was rotated away from it, the newest first.
    private func parts() throws(AuditSearchError) -> [Part] {
        guard let current = Self.part(path) else {
            throw .unreadable("`\(path)` cannot be read; check its owner and mode")
        }
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let rotated = names.filter { name in
            guard name.hasPrefix(url.lastPathComponent), let mark = name.dropFirst(url.lastPathComponent.count).first
            else { return false }
            return (mark == "." || mark == "-") && !Self.otherEndings.contains { name.hasSuffix($0) }
        }
        let parts = rotated.compactMap { Self.part("\(folder)/\($0)") }.sorted { $0.modified > $1.modified }
        return [current] + parts.prefix(Self.filesMax)
    }

    private static func part(_ path: String) -> Part? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path),
            found[.type] as? FileAttributeType == .typeRegular,
            let inode = (found[.systemFileNumber] as? NSNumber)?.uint64Value,
            let size = (found[.size] as? NSNumber)?.uint64Value, let modified = found[.modificationDate] as? Date
        else { return nil }
        return Part(path: path, inode: inode, size: size, modified: modified)
    }
}

/// The lines of a file from its end, with their line feeds; the last may have none.
private struct BackwardLines {
    /// Bytes of a line that is looked at; a record is far shorter.
    private static let lineBytesMax = 65_536

    private let file: FileHandle
    private let blockBytes: UInt64
    /// Where the lines end that have not been given.
    private(set) var end: UInt64
    /// What has been read before that, and not been given.
    private var held = Data()

    init(_ file: FileHandle, end: UInt64, blockBytes: UInt64) {
        (self.file, self.end, self.blockBytes) = (file, end, blockBytes)
    }

    mutating func next() -> Data? {
        while true {
            if let feed = held.dropLast().lastIndex(of: UInt8(ascii: "\n")) {
                let line = Data(held[(feed + 1)...])
                held.removeSubrange((feed + 1)...)
                end -= UInt64(line.count)
                return line
            }
            let start = end - UInt64(held.count)
            if start == 0 {
                guard !held.isEmpty else { return nil }
                let line = held
                (held, end) = (Data(), 0)
                return line
            }
            if held.count > Self.lineBytesMax {
                // No record of ours: what has been read of it goes by unread.
                let piece = held
                (held, end) = (Data(), start)
                return piece
            }
            let from = start > blockBytes ? start - blockBytes : 0
            guard (try? file.seek(toOffset: from)) != nil,
                let block = try? file.read(upToCount: Int(start - from)), block.count == Int(start - from)
            else { return nil }
            held = block + held
        }
    }
}
