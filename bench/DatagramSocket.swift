import Glibc

/// A blocking UDP socket on 127.0.0.1, with nothing between it and the kernel.
final class DatagramSocket {
    /// Bytes of a datagram that are read.
    static let datagramBytesMax = 16_384

    let port: UInt16
    private let descriptor: CInt
    private let received = UnsafeMutableRawBufferPointer.allocate(
        byteCount: DatagramSocket.datagramBytesMax,
        alignment: 16
    )

    /// A socket on that port; a free one when 0. Reads give up after `patience` seconds.
    init(port: UInt16 = 0, patience: Int = 1) {
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
    static func freePort() -> UInt16 { DatagramSocket().port }

    func send(_ bytes: UnsafeRawBufferPointer, to port: UInt16) {
        var address = Self.loopback(port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes.baseAddress, bytes.count, 0, $0, length)
            }
        }
    }

    func send(_ text: String, to port: UInt16) {
        Array(text.utf8).withUnsafeBytes { send($0, to: port) }
    }

    /// The next datagram, good until the next call; nil when none came in time.
    func receive() -> UnsafeRawBufferPointer? {
        let count = recvfrom(descriptor, received.baseAddress, received.count, 0, nil, nil)
        return count > 0 ? UnsafeRawBufferPointer(rebasing: received[..<count]) : nil
    }

    /// The next datagram as text.
    func receiveText() -> String? {
        receive().map { String(decoding: $0, as: UTF8.self) }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
