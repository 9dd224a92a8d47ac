import Enforcement

extension ProxyService {
    /// Where the proxy listens.
    public struct Listeners: Sendable {
        /// The UDP sockets for phones, one for each family of addresses.
        public var phones: [Endpoint]
        /// The UDP sockets that face the PBXes, one for each family of addresses.
        public var pbx: [Endpoint]
        /// Where phones may connect, by TCP, TLS and WebSocket.
        public var streams: [Endpoint]
        /// Where PBXes may connect, by TCP and TLS.
        public var pbxStreams: [Endpoint]
        /// Pages (`https://example.com`) whose browsers may connect by WebSocket.
        public var origins: [String]

        /// Listening addresses.
        public init(
            phones: [Endpoint],
            pbx: [Endpoint],
            streams: [Endpoint] = [],
            pbxStreams: [Endpoint] = [],
            origins: [String] = []
        ) {
            self.phones = phones
            self.pbx = pbx
            self.streams = streams
            self.pbxStreams = pbxStreams
            self.origins = origins
        }
    }
}
