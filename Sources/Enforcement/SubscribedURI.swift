import EventBody
import SIPMessage

/// The Request-URI of a subscription's first SUBSCRIBE, as the token brings it back: what was subscribed to, and what the phone calls it.
struct SubscribedURI {
    /// The URI byte for byte, for documents whose `entity` the phone compares with it.
    let text: [UInt8]
    let user: DialledUser
    let host: [UInt8]

    /// Nil when the bytes are no URI with a user; a token that we signed always holds one.
    init?(_ text: [UInt8], for profile: TargetProfile) {
        guard let uri = StandaloneURI(text), let unescaped = uri.user else { return nil }
        self.text = text
        user = DialledUser(unescaped: unescaped, for: profile)
        host = uri.host.map(ASCII.lowercased)
    }

    /// For a dialog that we know nothing of: the URI in the NOTIFY's From is the resource, without display name, port or parameters.
    init?(from uri: SIPURI, in message: SIPMessage, for profile: TargetProfile) {
        guard let user = DialledUser(of: uri, in: message, for: profile), let range = uri.user else { return nil }
        self.user = user
        host = message.copy(uri.host).map(ASCII.lowercased)
        text = Array("sip:".utf8) + message.copy(range) + [UInt8(ascii: "@")] + message.copy(uri.host)
    }

    /// What a rebuilt document may say of it. `statuses` are the organisation's custom ones.
    func record(_ statuses: [String]) -> SubscribedResource {
        SubscribedResource(entity: text, user: user.canonical, statuses: statuses)
    }
}
