import Chance
import NIOCore
import Taint

/// Makes NOTIFYs with the marker in a place where a PBX, or a caller through it, can write freely.
///
/// Exempt are the identifiers that a dialog is made of, and that the phone has to get as they are: Request-URI, Via, Call-ID, CSeq, tags, the
/// scheme, user, host and port of the URIs in From, To and Contact, and Event's `id`, which the subscriber chose. Everything else is a place.
struct TaintedNotify {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// Headers beside the structural ones: all that wire formats are known to carry a caller in, long and compact, and some that nobody knows.
    static let headers = [
        "Alert-Info", "Call-Info", "Error-Info", "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID",
        "P-Called-Party-ID", "P-Charging-Vector", "History-Info", "Diversion", "Referred-By", "b", "Refer-To", "r",
        "Replaces", "Join", "Target-Dialog", "In-Reply-To", "Reply-To", "Identity", "y", "Identity-Info", "n",
        "Session-ID", "Cisco-Guid", "User-to-User", "Subject", "s", "Organization", "Geolocation", "Reason", "Warning",
        "X-FS-Display-Name", "X-FS-Display-Number", "X-Enswitch-Source", "User-Agent", "Server", "Date", "Allow",
        "Supported",
        "k", "Allow-Events", "u", "Require", "Accept", "Accept-Contact", "a", "Reject-Contact", "j",
        "Request-Disposition", "d",
        "Session-Expires", "x", "Content-Disposition", "Content-Language", "Content-ID", "MIME-Version", "Timestamp",
        "Privacy",
        "P-Early-Media", "P-Charge-Info", "Expires", "Min-Expires", "SIP-ETag", "Path", "Service-Route",
        "Authorization",
        "WWW-Authenticate", "Retry-After", "Unheard-Of",
    ]

    private static let prefixes = ["", "\"", "<sip:", "sip:1@h;x=", "a, ", "1;x=", "<http://h/", "(", "text=\""]

    /// One message for `user`, with the marker in one to three places; what it is in is said for the reader of a failure.
    mutating func next(for user: String) -> (message: SIPText, place: String) {
        let document = TaintCase.make(&random)
        var text = SIPText.notify(to: user, event: document.event, type: document.contentType, body: document.body)
        var places = ["\(document.kind)"]
        for _ in 0..<(1 + random.below(3)) { places.append(taint(&text)) }
        return (text, places.joined(separator: ", "))
    }

    private mutating func taint(_ text: inout SIPText) -> String {
        switch random.below(12) {
        case 0...1: return taintBody(&text)
        case 2...6:
            let name = random.pick(Self.headers)
            text.headers.append((name: name, value: random.pick(Self.prefixes) + random.pick(TaintMarker.headerForms)))
            return name
        case 7...8: return taintAppearance(&text)
        case 9: return taintAddress(&text)
        default: return taintState(&text)
        }
    }

    /// Anywhere in the document, in the middle of a token as well: put between two bytes, or over some.
    private mutating func taintBody(_ text: inout SIPText) -> String {
        let marker = random.pick(TaintMarker.bodyForms)
        let position = random.below(text.body.count + 1)
        guard !TaintCase.isIdentifier(position, in: text.body) else { return "nowhere" }
        let end = random.oneIn(2) ? position : min(text.body.count, position + marker.count)
        text.body.replaceSubrange(position..<end, with: marker)
        return "body \(position)..<\(end)"
    }

    /// Call-Info of a shared line, as FreeSWITCH, Kamailio and OpenSIPS order it, in a package of its own or in a dialog's.
    private mutating func taintAppearance(_ text: inout SIPText) -> String {
        let uri = ";appearance-uri=\"\\\"\(TaintMarker.name), A\\\" <sip:\(TaintMarker.number)@h>\""
        let state = random.pick(["idle", "seized", "active", "held-private", TaintMarker.name])
        let index = random.pick(["1", "*", TaintMarker.number])
        let parameters = [
            ";appearance-index=\(index);appearance-state=\(state)\(uri)",
            "\(uri);appearance-index=\(index);appearance-state=\(state)",
        ]
        let value = "<sip:pbx.example>" + random.pick(parameters) + ",<sip:h>;appearance-index=*;appearance-state=idle"
        text.headers.append((name: "Call-Info", value: value))
        if random.oneIn(2) { text = text.with("Event", random.pick(["call-info", "line-seize"])) }
        return "Call-Info: \(value)"
    }

    /// Display names, parameters of the URI and of the header, headers in the URI.
    private mutating func taintAddress(_ text: inout SIPText) -> String {
        let name = random.pick(["From", "To", "Contact"])
        let value = text.values(name).first ?? ""
        let bracket = value.firstIndex(of: ">") ?? value.endIndex
        let mark = random.pick(TaintMarker.headerForms)
        let forms = [
            "\"\(mark)\" \(value)", "\(TaintMarker.name) \(value)", value + ";x=\(mark)",
            value + ";\(TaintMarker.name)",
            value[..<bracket] + ";x=\(mark)" + value[bracket...],
            value[..<bracket] + "?Subject=\(mark)" + value[bracket...],
            value[..<bracket] + ";transport=\(TaintMarker.name)" + value[bracket...],
        ]
        text = text.with(name, random.pick(forms))
        return name
    }

    private mutating func taintState(_ text: inout SIPText) -> String {
        let mark = random.pick(TaintMarker.headerForms)
        let lines = [
            ("Event", (text.values("Event").first ?? "") + ";x=\(mark)"),
            ("Event", (text.values("Event").first ?? "") + ";\(TaintMarker.name)"),
            ("Event", "\(TaintMarker.name)"), ("Event", "\(TaintMarker.name).winfo"),
            ("Event", "dialog.\(TaintMarker.name)"),
            ("Subscription-State", "active;x=\(mark)"), ("Subscription-State", "terminated;reason=\(mark)"),
            ("Subscription-State", TaintMarker.name), ("Subscription-State", "active;\(TaintMarker.name)=1;expires=7"),
            ("Content-Type", "application/dialog-info+xml;x=\(mark)"), ("Content-Type", mark),
            ("Content-Encoding", mark), ("Content-Length", mark), ("Max-Forwards", "7\(mark)"),
        ]
        let (name, value) = random.pick(lines)
        text = text.with(name, value)
        return "\(name): \(value)"
    }
}
