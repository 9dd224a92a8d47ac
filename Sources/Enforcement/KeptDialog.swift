import AccessPolicy

/// A live dialog as it outlives the process. Its token is kept signed, so that nobody who can write where it is kept makes us end, or list, what is
/// not there.
extension LiveDialog {
    /// The signed token, good for this dialog only; nil when it cannot be written.
    public func signedToken(_ keys: TokenKeys) -> [UInt8]? {
        token.encode(callID: callID.span, tag: phone.tag.span, keys: keys)
    }

    /// The routes, a line each: no URI holds the end of one.
    public var routesText: [UInt8] { Array(routes.joined(separator: [UInt8(ascii: "\n")])) }

    /// A dialog that was kept; nil when its token is not ours.
    public init?(
        callID: [UInt8],
        token: [UInt8],
        phone: Party,
        pbx: Party,
        routes: [UInt8],
        event: [UInt8],
        since: Moment,
        until: Moment,
        disclosure: Disclosure,
        shift: UInt32,
        keys: TokenKeys
    ) {
        let tag = phone.tag
        guard
            let token = DialogToken(
                token.span,
                callID: callID.span,
                tag: tag.span,
                otherTag: tag.span,
                keys: keys
            )
        else { return nil }
        self.init(
            callID: callID,
            token: token,
            phone: phone,
            pbx: pbx,
            since: since,
            until: until,
            disclosure: disclosure
        )
        self.routes = routes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        self.event = event
        self.shift = shift
    }
}
