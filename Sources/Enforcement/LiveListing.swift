import AccessPolicy

/// A live dialog in the words of the policy in force, for a person to read.
public struct LiveListing: Sendable, Equatable {
    /// The organisation's name; empty when the watcher is of none any more.
    public var organization: String
    /// The watcher's name; the address-of-record when the policy names him no more.
    public var watcher: String
    /// The extension watched or listened to; `*` when a code listens to whichever is asked for later.
    public var target: String
    /// Whether somebody listens.
    public var isListening: Bool
    /// The event package; empty for a call.
    public var package: String
    /// How much may be seen of it now, whatever was told last.
    public var disclosure: Disclosure
    /// When it was first seen.
    public var since: Moment
    /// When it is forgotten unless something is seen of it.
    public var until: Moment
    /// The phone, where it subscribed or called from.
    public var phone: Endpoint
    /// The PBX; nil when it is not configured any more.
    public var pbx: Endpoint?
    /// The Call-ID.
    public var callID: String
}

extension Pipeline {
    /// A live dialog in the words of the policy in force, which is asked anew.
    public func listing(of dialog: LiveDialog) -> LiveListing {
        let token = dialog.token
        let (user, organization) = self.user(of: token.watcher)
        let subscribed = SubscribedURI(token.resource, for: pbx.profile)
        let target = dialog.isListening ? token.resource : subscribed?.user.canonical ?? []
        return LiveListing(
            organization: organization.map(snapshot.name(of:)) ?? "",
            watcher: user.map(snapshot.name(of:)) ?? token.watcher.text,
            target: dialog.isListening && target.isEmpty ? "*" : String(decoding: target, as: UTF8.self),
            isListening: dialog.isListening,
            package: dialog.isListening
                ? "" : String(decoding: dialog.event.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self),
            disclosure: disclosure(of: dialog, subscribed, to: user, organization),
            since: dialog.since,
            until: dialog.until,
            phone: token.phone,
            pbx: pbx.member(marked: token.pbx)?.endpoint,
            callID: String(decoding: dialog.callID, as: UTF8.self)
        )
    }

    private func disclosure(
        of dialog: LiveDialog,
        _ subscribed: SubscribedURI?,
        to user: UserID?,
        _ organization: OrganizationID?
    ) -> Disclosure {
        let decision: Decision
        switch dialog.token.kind {
        case .path, .call: return .none
        case .subscription(let package):
            guard let subscribed else { return .none }
            decision = rights(package, subscribed, watcher: user, organization)
        case .listening:
            guard let organization else { return .none }
            let number = dialog.token.resource
            decision =
                number.isEmpty
                ? snapshot.listeningToEveryone(in: organization, by: user)
                : snapshot.listening(to: number.span, in: organization, by: user)
        }
        switch decision {
        case .deny: return .none
        case .permit(let permit):
            return dialog.isListening ? (hidesCallers(dialog.token) ? .status : .full) : permit.disclosure
        }
    }
}
