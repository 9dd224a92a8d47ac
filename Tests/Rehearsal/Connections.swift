import Foundation

/// TCP connections of this machine, as the kernel lists them.
public enum Connections {
    /// How many are open to an IPv4 port on which somebody listens: those that others made.
    public static func count(to port: UInt16) throws -> Int {
        try list().split(separator: "\n").dropFirst().count { line in
            let words = line.split(separator: " ")
            guard words.count > 3, let local = words[1].split(separator: ":").last else { return false }
            // 01 is ESTABLISHED.
            return UInt16(local, radix: 16) == port && words[3] == "01"
        }
    }

    /// Foundation takes the first piece that the kernel gives for the whole.
    private static func list() throws -> String {
        let file = open("/proc/net/tcp", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw RehearsalError.refused(what: "the list of connections") }
        defer { _ = close(file) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while all.count < Limits.pendingBytesMax {
            let count = read(file, &piece, piece.count)
            guard count > 0 else { break }
            all += piece[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }
}
