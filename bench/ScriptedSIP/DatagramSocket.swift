import Glibc

/// A UDP socket on 127.0.0.1, with nothing between it and the kernel.
public final class DatagramSocket {
    /// Bytes of a datagram that are read.
    public static let datagramBytesMax = 16_384

    /// Its port.
    public let port: UInt16
    private let descriptor: CInt
    private let received = UnsafeMutableRawBufferPointer.allocate(
        byteCount: DatagramSocket.datagramBytesMax,
        alignment: 16
    )

    /// A socket on that port; a free one when 0. Reads give up after `patience` seconds.
    public init(port: UInt16 = 0, patience: Int = 1) {
        let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        var address = Self.loopback(port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        var bufferBytes: CInt = 4 << 20
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bufferBytes, socklen_t(MemoryLayout<CInt>.size))
        var actual = length
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &actual) == 0
            }
        }
        precondition(bound, "a port on 127.0.0.1 cannot be bound")
        self.descriptor = descriptor
        self.port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(descriptor)
        received.deallocate()
    }

    /// A port that was free a moment ago.
    public static func freePort() -> UInt16 { DatagramSocket().port }

    /// Sends one datagram to a port of this machine.
    public func send(_ bytes: UnsafeRawBufferPointer, to port: UInt16) {
        var address = Self.loopback(port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes.baseAddress, bytes.count, 0, $0, length)
            }
        }
    }

    /// The same with text.
    public func send(_ text: String, to port: UInt16) {
        Array(text.utf8).withUnsafeBytes { send($0, to: port) }
    }

    /// The next datagram, good until the next call; nil when none came in time.
    public func receive() -> UnsafeRawBufferPointer? {
        let count = recvfrom(descriptor, received.baseAddress, received.count, 0, nil, nil)
        return count > 0 ? UnsafeRawBufferPointer(rebasing: received[..<count]) : nil
    }

    /// The next datagram as text.
    public func receiveText() -> String? {
        receive().map { String(decoding: $0, as: UTF8.self) }
    }

    /// The next datagram if there is one now, good until the next call.
    public func receiveNow() -> UnsafeRawBufferPointer? {
        let count = recv(descriptor, received.baseAddress, received.count, CInt(MSG_DONTWAIT))
        return count > 0 ? UnsafeRawBufferPointer(rebasing: received[..<count]) : nil
    }

    /// Waits until one of the sockets has something, or the time is over.
    public static func wait(for sockets: [DatagramSocket], milliseconds: Int) {
        var polled = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        _ = poll(&polled, nfds_t(polled.count), CInt(milliseconds))
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
