import AccessPolicy

/// What one message has shown of a dialog in which somebody watches or listens. What it did not show is empty or nil.
public struct LiveSighting: Sendable, Equatable {
    /// What has happened.
    public enum What: Sendable, Equatable {
        /// The phone's SUBSCRIBE or INVITE has gone to the PBX.
        case asked
        /// The PBX has accepted it.
        case accepted
        /// The PBX has refused the request that would have made it.
        case refused
        /// The PBX has told the state of what is watched.
        case told
        /// Anything else in the dialog.
        case passed
        /// We end it, with a request of our own; the phone's CSeq numbers are moved by so much from here on.
        case ending(shift: UInt32)
        /// We ask the PBX for news on the phone's behalf; the phone's CSeq numbers are moved by so much from here on.
        case refreshing(shift: UInt32)
        /// The PBX has refused to end it.
        case unended
        /// The right is there again, and the PBX has not ended it.
        case restored
        /// The policy would have ended it, but is not enforced; or has given the right back.
        case withheld(Bool)
        /// It is over.
        case ended
    }

    /// The Call-ID.
    public let callID: [UInt8]
    /// What has happened.
    public var what: What
    /// The token of the dialog, where the message has it.
    public var token: DialogToken?
    /// What was told.
    public var disclosure: Disclosure?
    /// The side that watches or listens; its tag is always there.
    public var phone = LiveDialog.Party()
    /// The side of the PBX.
    public var pbx = LiveDialog.Party()
    /// Routes behind ours toward the PBX.
    public var routes: [[UInt8]]?
    /// The value of the Event header.
    public var event: [UInt8] = []
    /// For how many seconds it is worth remembering.
    public var lifetime: UInt32?
    /// Whether the policy would have refused it, but is not enforced; nil where that was not asked.
    public var isWithheld: Bool?
    /// Our Via on an INVITE.
    public var via: [UInt8] = []
    /// The request that is to make it.
    public var opening: LiveDialog.Opening?
    /// Whether it is of a listening call: nothing that is seen of a subscription under the same Call-ID and tag touches that.
    public let isOfListening: Bool
    /// What the table knows the dialog by.
    public let key: LiveKey

    init(
        _ what: What,
        callID: [UInt8],
        tag: [UInt8],
        token: DialogToken? = nil,
        key: LiveKey? = nil,
        ofListening: Bool = false
    ) {
        isOfListening = ofListening || token?.kind == .listening
        self.what = what
        self.callID = callID
        self.token = token
        self.key = key ?? LiveKey(callID: callID, tag: tag)
        phone.tag = tag
    }
}
