import Foundation
import Synchronization

/// Hands out ports of the loopback address that nobody uses.
public enum Ports {
    /// One address on this machine.
    public static let host = "127.0.0.1"

    /// Below those that the system gives to whoever asks for any port: a phone could be given one of ours before we use it.
    private static let range: Range<UInt16> = 10_000..<20_000
    private static let given = Mutex<Set<UInt16>>([])
    /// Each process begins elsewhere, so that two do not meet.
    private static let next = Mutex(Int(getpid()) * 101 % range.count)

    /// A port that is free for UDP and TCP now, and not handed out before by this process; `preferred` if possible.
    public static func free(preferred: UInt16? = nil) throws -> UInt16 {
        if let preferred, isFree(preferred), given.withLock({ $0.insert(preferred).inserted }) { return preferred }
        for _ in range {
            let step = next.withLock { next -> Int in
                next = (next + 1) % range.count
                return next
            }
            let port = range.lowerBound + UInt16(step)
            if isFree(port), given.withLock({ $0.insert(port).inserted }) { return port }
        }
        throw RehearsalError.refused(what: "a free port")
    }

    /// Where a SIPp at this port looks for two ports for sound. It gives up after a hundred tries, so that many at once need each their own to begin with,
    /// and takes none that was given to somebody.
    static func sound(of port: UInt16) -> UInt16 { range.upperBound + port % 2_500 * 4 }

    private static func isFree(_ port: UInt16) -> Bool {
        Spawn.alone.withLock { _ in canBind(SOCK_DGRAM, port) && canBind(SOCK_STREAM, port) }
    }

    private static func canBind(_ kind: __socket_type, _ port: UInt16) -> Bool {
        // A program that is started meanwhile would keep the port, until it runs or as long as it lives.
        let socket = Glibc.socket(AF_INET, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { _ = Glibc.close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        return withUnsafeBytes(of: &address) { bytes in
            guard let generic = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(socket, generic, socklen_t(bytes.count)) == 0
        }
    }
}
