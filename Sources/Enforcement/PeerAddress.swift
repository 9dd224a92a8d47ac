/// The address of a server whose word is taken (`peers`).
public struct PeerAddress: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    private let port: UInt16?

    /// An address; any of its ports when the port is 0, since servers send from whichever they like over a connection.
    public init(_ endpoint: Endpoint) {
        high = endpoint.high
        low = endpoint.low
        port = endpoint.port == 0 ? nil : endpoint.port
    }

    /// Whether a message came from there.
    func covers(_ endpoint: Endpoint) -> Bool {
        high == endpoint.high && low == endpoint.low && (port == nil || port == endpoint.port)
    }
}
