import Foundation
import Synchronization

/// Hands out ports of the loopback address that nobody uses.
public enum Ports {
    /// One address on this machine.
    public static let host = "127.0.0.1"

    private static let given = Mutex<Set<UInt16>>([])

    /// A port that is free for UDP and TCP now, and not handed out before by this process; `preferred` if possible.
    public static func free(preferred: UInt16? = nil) throws -> UInt16 {
        if let preferred, isFree(preferred), given.withLock({ $0.insert(preferred).inserted }) { return preferred }
        for _ in 0..<100 {
            if let port = bound(SOCK_DGRAM, 0), isFree(port), given.withLock({ $0.insert(port).inserted }) {
                return port
            }
        }
        throw RehearsalError.refused(what: "a free port")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        bound(SOCK_DGRAM, port) != nil && bound(SOCK_STREAM, port) != nil
    }

    private static func bound(_ kind: __socket_type, _ port: UInt16) -> UInt16? {
        let socket = Glibc.socket(AF_INET, Int32(kind.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { _ = Glibc.close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = withUnsafeMutableBytes(of: &address) { bytes -> Bool in
            guard let generic = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
        }
        return done ? UInt16(bigEndian: address.sin_port) : nil
    }
}
