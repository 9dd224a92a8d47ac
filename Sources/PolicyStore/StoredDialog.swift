/// A dialog as it is kept: plain values, so that the store knows nothing of SIP.
public struct StoredDialog: Sendable, Hashable {
    /// One side of it.
    public struct Party: Sendable, Hashable {
        /// The URI in From or To.
        public var uri: [UInt8]
        /// The tag.
        public var tag: [UInt8]
        /// The URI of the Contact.
        public var target: [UInt8]
        /// The highest CSeq number; nil when none was seen.
        public var cseq: UInt32?

        /// A side.
        public init(uri: [UInt8], tag: [UInt8], target: [UInt8], cseq: UInt32?) {
            (self.uri, self.tag, self.target, self.cseq) = (uri, tag, target, cseq)
        }
    }

    /// The Call-ID; with the phone's tag the dialog's name.
    public var callID: [UInt8]
    /// The signed token.
    public var token: [UInt8]
    /// The side that watches or listens.
    public var phone: Party
    /// The other side.
    public var pbx: Party
    /// Routes in brackets, a line each.
    public var routes: [UInt8]
    /// The value of Event.
    public var event: [UInt8]
    /// When it was first seen, in seconds since 1970-01-01 UTC.
    public var since: Int64
    /// When it is forgotten.
    public var until: Int64
    /// How much was last told.
    public var disclosure: Int
    /// How far the phone's CSeq numbers are moved.
    public var shift: UInt32

    /// A dialog.
    public init(
        callID: [UInt8],
        token: [UInt8],
        phone: Party,
        pbx: Party,
        routes: [UInt8],
        event: [UInt8],
        since: Int64,
        until: Int64,
        disclosure: Int,
        shift: UInt32
    ) {
        (self.callID, self.token, self.phone, self.pbx) = (callID, token, phone, pbx)
        (self.routes, self.event, self.since, self.until) = (routes, event, since, until)
        (self.disclosure, self.shift) = (disclosure, shift)
    }
}
