import SIPMessage

/// The tokens that a list header of a PBX may show to a watcher: those that are registered, and no others.
enum KnownTokens {
    private static let methods: [StaticString] = [
        "invite", "ack", "bye", "cancel", "register", "options", "subscribe", "notify", "publish", "refer", "info",
        "message", "update", "prack",
    ]

    private static let optionTags: [StaticString] = [
        "100rel", "199", "answermode", "early-session", "eventlist", "explicitsub", "from-change", "geolocation",
        "gruu", "histinfo", "ice", "join", "multiple-refer", "norefersub", "nosub", "outbound", "path", "policy",
        "precondition", "pref", "privacy", "recipient-list-invite", "recipient-list-message",
        "recipient-list-subscribe", "record-aware", "replaces", "resource-priority", "sdp-anat", "sec-agree",
        "siprec", "tdialog", "timer", "trickle-ice", "uui",
    ]

    private static let packages: [StaticString] = [
        "dialog", "presence", "call-info", "line-seize", "conference", "as-feature-event", "reg", "message-summary",
        "ua-profile", "refer", "talk", "hold", "check-sync", "dialog.winfo", "presence.winfo", "conference.winfo",
        "call-completion", "kpml", "vq-rtcpxr", "xcap-diff", "sla", "sync", "include-session-description",
    ]

    private static let mediaTypes: [StaticString] = [
        "*/*", "application/sdp", "application/dialog-info+xml", "application/pidf+xml", "application/cpim-pidf+xml",
        "application/xpidf+xml", "application/rlmi+xml", "application/conference-info+xml", "application/reginfo+xml",
        "application/watcherinfo+xml", "application/simple-message-summary", "application/x-as-feature-event+xml",
        "application/dtmf-relay", "application/dtmf", "application/media_control+xml", "application/isup",
        "message/sipfrag", "message/external-body", "multipart/mixed", "multipart/related", "multipart/alternative",
        "text/plain",
    ]

    private static let encodings: [StaticString] = ["identity", "gzip", "deflate", "compress", "*"]

    /// The tokens of a list header; nil of a header that is no such list.
    static func of(_ name: HeaderName) -> [StaticString]? {
        switch name {
        case .allow: methods
        case .supported, .require, .unsupported, .proxyRequire: optionTags
        case .allowEvents: packages
        case .accept: mediaTypes
        case .acceptEncoding: encodings
        default: nil
        }
    }
}
