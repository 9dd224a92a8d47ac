/// What the proxy itself knows about the subscription: the only variable text that a rebuilt body may carry.
public struct SubscribedResource: Sendable {
    /// The resource's URI, byte for byte as the phone subscribed to it. Phones compare it as a string.
    public var entity: [UInt8]
    /// The user part of that URI, unescaped. A dialog id that equals it is kept.
    public var user: [UInt8]
    /// The organisation's custom statuses, in its own spelling.
    public var statuses: [String]

    /// The record of one subscription.
    public init(entity: [UInt8], user: [UInt8], statuses: [String]) {
        self.entity = entity
        self.user = user
        self.statuses = statuses
    }
}
