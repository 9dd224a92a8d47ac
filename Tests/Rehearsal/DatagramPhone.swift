import Foundation

/// The least of a phone: one UDP port that sends a request as written and waits for what comes back.
public final class DatagramPhone: Sendable {
    /// Its port.
    public let port: UInt16
    private let socket: Int32

    /// Opens this port, or one that is free.
    public init(port: UInt16? = nil) throws {
        self.port = try port ?? Ports.free()
        socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(self.port)
        let done = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard socket >= 0, done == 0 else { throw RehearsalError.refused(what: "a UDP port") }
    }

    deinit { _ = close(socket) }

    /// Sends one datagram to `host:port` of this machine.
    public func send(_ text: String, to remote: String) throws {
        guard let port = remote.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw RehearsalError.refused(what: remote)
        }
        var address = Self.address(port)
        let bytes = Array(text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard sent == bytes.count else { throw RehearsalError.refused(what: "a datagram") }
    }

    /// The next message that fits, within the time; nil when none comes. What does not fit is dropped.
    public func receive(
        within limit: Duration,
        where fits: @escaping @Sendable (WireMessage) -> Bool
    ) async -> WireMessage? {
        // A thread of its own: those of the tasks are few, and somebody else's promise is timed on them.
        await withCheckedContinuation { done in
            Thread.detachNewThread { [self] in done.resume(returning: read(within: limit, where: fits)) }
        }
    }

    private func read(within limit: Duration, where fits: (WireMessage) -> Bool) -> WireMessage? {
        let deadline = ContinuousClock.now + limit
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { return nil }
            var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(left / .milliseconds(1)) + 1) > 0 else { continue }
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { continue }
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            let message = WireMessage(direction: .received, text: text)
            if fits(message) { return message }
        }
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr(Ports.host)
        return address
    }
}
