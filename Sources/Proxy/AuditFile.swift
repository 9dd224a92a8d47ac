import AuditTrail
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the lines of the audit are written to, and its head beside it.
package protocol AuditSink: Sendable {
    /// Appends. Gives how many bytes were taken, and what stopped it when that is not all.
    mutating func append(_ bytes: [UInt8]) -> (count: Int, error: CInt?)
    /// Replaces the head.
    mutating func keep(head: [UInt8]) -> Bool
    /// Whether somebody has put the file elsewhere (logrotate does).
    func isMoved() -> Bool
    /// Goes on with the file that the path names now, which is made if need be. Gives how that ends.
    mutating func reopen() throws -> AuditEnding
    /// Waits until all is on disk, and closes.
    mutating func close()
}

/// A file, only ever appended to, and `FILE.head`.
struct AuditFile: AuditSink {
    private let path: String
    private var descriptor: CInt
    private let headDescriptor: CInt

    /// What the path has the name of its head from.
    static func headPath(of path: String) -> String { "\(path).head" }

    /// Opens both, and if need be makes them. Gives how the file ends, and what the head says; nothing when there was none. Throws the system's error.
    static func open(path: String) throws -> (file: AuditFile, ending: AuditEnding, head: [UInt8]) {
        let descriptor = try openFile(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC)
        let headDescriptor = try openFile(headPath(of: path), O_RDWR | O_CREAT | O_CLOEXEC)
        let file = AuditFile(path: path, descriptor: descriptor, headDescriptor: headDescriptor)
        let head = read(headDescriptor, from: 0, count: AuditLimits.headBytesMax + 1)
        return (file, file.ending(), head)
    }

    mutating func append(_ bytes: [UInt8]) -> (count: Int, error: CInt?) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Self.writeFile(descriptor, $0) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return (bytes.count - rest.count, written < 0 ? errno : ENOSPC) }
            rest = rest.dropFirst(written)
        }
        return (bytes.count, nil)
    }

    mutating func keep(head: [UInt8]) -> Bool {
        head.withUnsafeBytes { pwrite(headDescriptor, $0.baseAddress, $0.count, 0) } == head.count
    }

    func isMoved() -> Bool {
        var (named, ours) = (stat(), stat())
        guard fstat(descriptor, &ours) == 0 else { return false }
        guard stat(path, &named) == 0 else { return errno == ENOENT }
        return named.st_ino != ours.st_ino || named.st_dev != ours.st_dev
    }

    mutating func reopen() throws -> AuditEnding {
        let other = try Self.openFile(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC)
        fsync(descriptor)
        _ = Self.closeFile(descriptor)
        descriptor = other
        return ending()
    }

    mutating func close() {
        fsync(descriptor)
        fsync(headDescriptor)
        _ = Self.closeFile(descriptor)
        _ = Self.closeFile(headDescriptor)
    }

    /// The last record is near the end, unless there is none at all.
    private func ending() -> AuditEnding {
        var found = stat()
        guard fstat(descriptor, &found) == 0 else { return AuditEnding() }
        let size = Int(found.st_size)
        if size > AuditLimits.tailBytes {
            let ending = ending(from: size - AuditLimits.tailBytes)
            if ending.last != nil { return ending }
        }
        return ending(from: 0)
    }

    private func ending(from start: Int) -> AuditEnding {
        var ending = AuditEnding()
        var offset = start
        while true {
            let block = Self.read(descriptor, from: offset, count: AuditLimits.readBytes)
            if block.isEmpty { break }
            offset += block.count
            ending.take(block)
        }
        ending.finish()
        return ending
    }

    private static func read(_ descriptor: CInt, from offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }

    private static func openFile(_ path: String, _ flags: CInt) throws -> CInt {
        #if canImport(Glibc)
        let descriptor = Glibc.open(path, flags, 0o640)
        #else
        let descriptor = Darwin.open(path, flags, 0o640)
        #endif
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "open `\(path)`") }
        return descriptor
    }

    private static func closeFile(_ descriptor: CInt) -> CInt {
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
    }

    private static func writeFile(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
