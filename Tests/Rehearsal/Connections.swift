import Foundation

/// Connections of this machine and who waits for them, as the kernel lists them.
public enum Connections {
    /// Whether somebody has opened this port, by `udp` or `tcp`.
    static func isOpen(_ port: UInt16, by transport: String) throws -> Bool {
        // 0A is LISTEN; 07 is what a UDP socket is that is connected to nobody.
        let state = transport == "tcp" ? "0A" : "07"
        return try ["", "6"].contains { version in
            try list("/proc/net/\(transport)\(version)").split(separator: "\n").dropFirst().contains { line in
                let words = line.split(separator: " ")
                guard words.count > 3, let local = words[1].split(separator: ":").last else { return false }
                return UInt16(local, radix: 16) == port && words[3] == state
            }
        }
    }

    /// How many are open to an IPv4 port on which somebody listens: those that others made.
    public static func count(to port: UInt16) throws -> Int {
        try list("/proc/net/tcp").split(separator: "\n").dropFirst().count { line in
            let words = line.split(separator: " ")
            guard words.count > 3, let local = words[1].split(separator: ":").last else { return false }
            // 01 is ESTABLISHED.
            return UInt16(local, radix: 16) == port && words[3] == "01"
        }
    }

    /// Foundation takes the first piece that the kernel gives for the whole.
    private static func list(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
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
