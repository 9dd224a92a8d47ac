/// Which of our sockets a datagram came in on, or goes out of.
public enum Side: UInt8, Sendable, Hashable {
    /// The socket that phones send to (`listen`).
    case phone
    /// The socket that faces the PBX (`pbx-listen`).
    case pbx
}

/// Where a message came from: the socket that received it and the address that sent it (RFC 5626 §3.1, for UDP).
public struct Flow: Hashable, Sendable {
    /// The socket that received it.
    public let socket: Side
    /// The sender's address and port.
    public let remote: Endpoint

    /// A flow.
    public init(socket: Side, remote: Endpoint) {
        self.socket = socket
        self.remote = remote
    }
}

/// A wall-clock moment handed to the pipeline, which has no clock of its own.
public struct Moment: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01 UTC.
    public let unixSeconds: Int64

    /// A moment.
    public init(unixSeconds: Int64) { self.unixSeconds = unixSeconds }

    /// Earlier before later.
    public static func < (one: Moment, other: Moment) -> Bool { one.unixSeconds < other.unixSeconds }
}
