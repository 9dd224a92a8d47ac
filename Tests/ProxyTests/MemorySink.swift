import AuditTrail
import NIOConcurrencyHelpers

@testable import Proxy

/// A file that is none, on a disk that can be full.
struct MemorySink: AuditSink {
    struct Disk {
        var bytes: [UInt8] = []
        var head: [UInt8] = []
        /// How many bytes it still takes; any number when nil.
        var freeBytes: Int?
        var isMoved = false
        var old: [[UInt8]] = []
    }

    let disk = NIOLockedValueBox(Disk())

    mutating func append(_ bytes: [UInt8]) -> (count: Int, error: CInt?) {
        disk.withLockedValue { disk in
            let count = min(bytes.count, disk.freeBytes ?? bytes.count)
            disk.bytes += bytes.prefix(count)
            if let free = disk.freeBytes { disk.freeBytes = free - count }
            return (count, count < bytes.count ? 28 : nil)
        }
    }

    mutating func keep(head: [UInt8]) -> Bool {
        disk.withLockedValue { $0.head = head }
        return true
    }

    func isMoved() -> Bool { disk.withLockedValue { $0.isMoved } }

    mutating func reopen() -> AuditEnding {
        disk.withLockedValue { disk in
            disk.old.append(disk.bytes)
            disk.bytes = []
            disk.isMoved = false
        }
        return AuditEnding()
    }

    mutating func close() {}
}
