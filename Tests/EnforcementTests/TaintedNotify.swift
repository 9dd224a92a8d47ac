import Chance
import NIOCore

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

    /// Documents, good and broken, as PBXes send them.
    static let documents: [(type: String, event: String, body: [UInt8])] = [
        ("application/dialog-info+xml", "dialog", SIPText.ringing),
        (
            "application/dialog-info+xml", "dialog",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- c --><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" xmlns:sa="urn:ietf:params:xml:ns:sa-dialog-info" version="17" state="partial" entity="sip:101@example.com">
            <dialog id="i" call-id="c" local-tag="l" remote-tag="r" direction="initiator"><state event="cancelled" code="487">terminated</state>
            <duration>7</duration><replaces call-id="c" local-tag="l" remote-tag="r"/><referred-by display="d">sip:1@h</referred-by>
            <route-set><hop>sip:h</hop></route-set><sa:appearance>1</sa:appearance><sa:exclusive>true</sa:exclusive>
            <local><identity display="d">sip:101@h</identity><target uri="sip:101@h"><param pname="+sip.rendering" pvalue="no"/></target>
            <session-description type="application/sdp">v=0</session-description></local>
            <remote><identity display="d">sip:1@h</identity><identity>tel:1</identity><target uri="sip:1@h"/></remote></dialog>
            <dialog id="j"><state>confirmed</state></dialog></dialog-info>
            """
        ),
        (
            "application/dialog-info+xml", "dialog",
            """
            <?xml version="1.0"?>
            <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="full" entity="sip:101@example.com">
            <dialog id="101" direction="recipient"><remote><identity display="A & B">sip:1&2@h</identity></remote><state>early</state></dialog>
            </dialog-info>
            """
        ),
        (
            "application/pidf+xml", "presence",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" \
            xmlns:c="urn:ietf:params:xml:ns:pidf:cipid" entity="sip:101@example.com">
            <note>Ready</note><tuple id="t"><status><basic>open</basic></status><contact priority="1">sip:1@h</contact><note xml:lang="en">On the phone</note>
            <timestamp>2026-01-01T00:00:00Z</timestamp></tuple>
            <dm:person id="p"><rpid:activities><rpid:on-the-phone/><rpid:other>o</rpid:other></rpid:activities><dm:note>Talk 1</dm:note>
            <c:display-name>n</c:display-name></dm:person><dm:device id="d"><dm:deviceID>urn:1</dm:deviceID></dm:device></presence>
            """
        ),
        (
            "application/pidf+xml", "dialog",
            "<presence entity=\"x\"><tuple id=\"1\"><status><basic>closed</basic></status><note>A & B</note></tuple></presence>"
        ),
        (
            "application/xpidf+xml", "presence",
            """
            <?xml version="1.0"?>
            <!DOCTYPE presence PUBLIC "-//IETF//DTD RFCxxxx XPIDF 1.0//EN" "xpidf.dtd">
            <presence><presentity uri="sip:101@h;method=SUBSCRIBE"/><atom id="1"><address uri="sip:1@h" priority="0.8">
            <status status="inuse"><note>Talk 1</note></status><msnsubstatus substatus="onthephone"/></address></atom></presence>
            """
        ),
        (
            "application/conference-info+xml", "dialog",
            """
            <conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:101@h" state="full" version="3">
            <conference-state><user-count>2</user-count><active>true</active></conference-state><users state="full">
            <user entity="sip:1@h"><display-text>d</display-text><endpoint entity="sip:1@h"><media id="1"/></endpoint></user><user/></users>
            </conference-info>
            """
        ),
        (
            "multipart/related;boundary=b", "dialog",
            "--b\r\nContent-Type: application/rlmi+xml\r\n\r\n<list/>\r\n--b--\r\n"
        ),
        ("application/x-unknown", "dialog", "free text"),
    ].map { ($0.0, $0.1, Array($0.2.utf8)) }

    /// One message for `user`, with the marker in one to three places; what it is in is said for the reader of a failure.
    mutating func next(for user: String) -> (message: SIPText, place: String) {
        let document = Self.documents.randomElement(using: &random) ?? Self.documents[0]
        var text = SIPText.notify(to: user, event: document.event, type: document.type, body: document.body)
        var places: [String] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) { places.append(taint(&text)) }
        return (text, places.joined(separator: ", "))
    }

    private mutating func form() -> String {
        String(decoding: Marker.forms.randomElement(using: &random) ?? [], as: UTF8.self)
    }

    private mutating func taint(_ text: inout SIPText) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...4: return taintBody(&text)
        case 5...7:
            let name = Self.headers.randomElement(using: &random) ?? "Subject"
            let prefix = Self.prefixes.randomElement(using: &random) ?? ""
            text.headers.append((name: name, value: prefix + form()))
            return name
        case 8: return taintAddress(&text)
        default: return taintState(&text)
        }
    }

    /// Anywhere in the document, in the middle of a token as well: put between two bytes, or over some.
    private mutating func taintBody(_ text: inout SIPText) -> String {
        let marker = Marker.forms.randomElement(using: &random) ?? []
        let position = Int.random(in: 0...text.body.count, using: &random)
        let end = Bool.random(using: &random) ? position : min(text.body.count, position + marker.count)
        text.body.replaceSubrange(position..<end, with: marker)
        return "body \(position)..<\(end)"
    }

    /// Display names, parameters of the URI and of the header, headers in the URI.
    private mutating func taintAddress(_ text: inout SIPText) -> String {
        let name = ["From", "To", "Contact"].randomElement(using: &random) ?? "From"
        let value = text.values(name).first ?? ""
        let bracket = value.firstIndex(of: ">") ?? value.endIndex
        let mark = form()
        let forms = [
            "\"\(mark)\" \(value)", "\(Marker.text) \(value)", value + ";x=\(mark)", value + ";\(Marker.text)",
            value[..<bracket] + ";x=\(mark)" + value[bracket...],
            value[..<bracket] + "?Subject=\(mark)" + value[bracket...],
            value[..<bracket] + ";transport=\(Marker.text)" + value[bracket...],
        ]
        text = text.with(name, forms.randomElement(using: &random) ?? value)
        return name
    }

    private mutating func taintState(_ text: inout SIPText) -> String {
        let mark = form()
        let lines = [
            ("Event", (text.values("Event").first ?? "") + ";x=\(mark)"),
            ("Event", (text.values("Event").first ?? "") + ";\(Marker.text)"),
            ("Event", "\(Marker.text)"), ("Event", "\(Marker.text).winfo"), ("Event", "dialog.\(Marker.text)"),
            ("Subscription-State", "active;x=\(mark)"), ("Subscription-State", "terminated;reason=\(mark)"),
            ("Subscription-State", Marker.text), ("Subscription-State", "active;\(Marker.text)=1;expires=7"),
            ("Content-Type", "application/dialog-info+xml;x=\(mark)"), ("Content-Type", mark),
            ("Content-Encoding", mark), ("Content-Length", mark), ("Max-Forwards", "7\(mark)"),
        ]
        let (name, value) = lines.randomElement(using: &random) ?? lines[0]
        text = text.with(name, value)
        return "\(name): \(value)"
    }
}
