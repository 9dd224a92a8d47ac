/// What a PBX says of a person, with the caller in it.
struct PresenceAtPBX: Sendable {
    /// Empty where the PBX writes no `<basic>`.
    var basic: String
    /// The activity's local name; empty where there is none.
    var activity: String
    /// Empty where there is none.
    var note: String

    static let basics = ["open", "closed", ""]
    static let activities = [
        "", "on-the-phone", "busy", "away", "dnd", "alerting", "available", "meeting", "unknown", "talking-to-15550199",
    ]
    static let notes = [
        "", "Ready", "Ringing", "On the phone", "On hold", "Unavailable", "Talk 15550199", "Ring 15550199",
        "Call 15550199", "Hold 15550199", "At lunch", "with Alice Caller", "Not online", "Busy",
    ]

    fileprivate var basicElement: String { basic.isEmpty ? "" : "<basic>\(basic)</basic>" }
}

/// Writes PIDF as the PBX of that name does. Extension 101 is watched by 106.
enum PresencePBX: String, CaseIterable, Sendable {
    case asterisk, eyebeam, chanSIP, freeSWITCH, kamailio, kazoo, cisco, ciscoPerson

    /// The media type that it goes under.
    var type: String {
        switch self {
        case .cisco, .ciscoPerson: "application/cpim-pidf+xml"
        case .asterisk, .eyebeam, .chanSIP, .freeSWITCH, .kamailio, .kazoo: "application/pidf+xml"
        }
    }

    private var root: String {
        let pidf = "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\""
        let entity = " entity=\"sip:101@pbx.example\""
        switch self {
        case .cisco, .ciscoPerson:
            return pidf + " xmlns:e=\"urn:ietf:params:xml:ns:pidf:status:rpid\""
                + " xmlns:ce=\"urn:cisco:params:xml:ns:pidf:rpid\"\(entity)>"
        case .chanSIP:
            return "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:pp=\"urn:ietf:params:xml:ns:pidf:person\""
                + " xmlns:es=\"urn:ietf:params:xml:ns:pidf:rpid:status:rpid-status\""
                + " xmlns:ep=\"urn:ietf:params:xml:ns:pidf:rpid:rpid-person\"\(entity)>"
        case .asterisk, .eyebeam, .freeSWITCH, .kamailio, .kazoo:
            return pidf + " xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\"\(entity)>"
        }
    }

    func document(_ person: PresenceAtPBX) -> String {
        "<?xml version=\"1.0\"?>\n\(root)\n\(content(person))</presence>\n"
    }

    private func content(_ person: PresenceAtPBX) -> String {
        let basic = person.basicElement
        let contact = "<contact priority=\"1\">sip:15550199@pbx.example</contact>"
        let activity = person.activity.isEmpty ? "" : "<rpid:\(person.activity)/>"
        let activities = "<rpid:activities>\(activity)</rpid:activities>"
        let note = person.note.isEmpty ? "" : "<note>\(person.note)</note>"
        let personNote = person.note.isEmpty ? "" : "<dm:note>\(person.note)</dm:note>"
        switch self {
        case .asterisk:
            return "\(note)<tuple id=\"101\"><status>\(basic)</status>\(contact)</tuple>"
        case .eyebeam:
            return "\(note)<tuple id=\"101\"><status>\(basic)</status>\(contact)</tuple>"
                + "<dm:person>\(person.activity.isEmpty ? "" : activities)</dm:person>"
        case .chanSIP:
            let old = activities.replacing("rpid:", with: "ep:")
            return "<pp:person><status>\(old)</status></pp:person>\(note)"
                + "<tuple id=\"101\">\(contact)<status>\(basic)</status></tuple>"
        case .freeSWITCH:
            return "<tuple id='t6a5ed77e'><status>\(basic)</status></tuple>"
                + "<dm:person id='p06360c4a'>\(activities)\(personNote)</dm:person>"
        case .kamailio:
            return "<tuple id=\"0x7f5f\"><status>\(basic)</status></tuple>"
                + "<tuple id=\"t2\"><status>\(basic)</status>\(note)</tuple><dm:person id=\"p1\">\(person.activity.isEmpty ? "" : activities)</dm:person>"
        case .kazoo:
            return "<tuple id=\"tid\"><status>\(basic)</status></tuple>\(note)"
                + "<dm:person id=\"p\">\(activities)\(personNote)</dm:person>"
        case .cisco:
            return "<dm:person id=\"p\"><e:activities>\(cisco(person))</e:activities></dm:person>"
                + "<tuple id=\"15550199\"><status>\(basic)</status></tuple>"
        case .ciscoPerson:
            return "<dm:person id=\"p\"><status>\(basic)</status>"
                + "<e:activities>\(cisco(person))</e:activities></dm:person>"
        }
    }

    private func cisco(_ person: PresenceAtPBX) -> String {
        switch person.activity {
        case "": ""
        case "alerting", "dnd", "available": "<ce:\(person.activity)/>"
        default: "<e:\(person.activity)/>"
        }
    }
}

/// Writes XPIDF as the PBX of that name does.
enum AtomPBX: String, CaseIterable, Sendable {
    case asterisk, chanSIP, freeSWITCH

    static let statuses = ["open", "inuse", "closed"]
    static let substatuses = ["online", "onthephone", "offline", "away"]

    /// The media types that it goes under.
    var types: [String] {
        self == .asterisk ? ["application/cpim-pidf+xml", "application/xpidf+xml"] : ["application/xpidf+xml"]
    }

    func document(_ status: String, _ substatus: String) -> String {
        let doctype = "<!DOCTYPE presence PUBLIC \"-//IETF//DTD RFCxxxx XPIDF 1.0//EN\" \"xpidf.dtd\">\n"
        let note = self == .freeSWITCH ? "<note>Talk 15550199</note>" : ""
        return "<?xml version=\"1.0\"?>\n" + (self == .asterisk ? "" : doctype)
            + "<presence><presentity uri=\"sip:101@pbx.example;method=SUBSCRIBE\"/><atom id=\"1001\">"
            + "<address uri=\"sip:15550199@192.0.2.6;user=ip\" priority=\"0.800000\">"
            + "<status status=\"\(status)\">\(note)</status><msnsubstatus substatus=\"\(substatus)\"/>"
            + "</address></atom></presence>\n"
    }
}
