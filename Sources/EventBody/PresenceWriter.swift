/// Writes the status-only form of PIDF.
///
/// The prefixes `dm:` and `rpid:` (and `e:`, `ce:` for Cisco) are fixed, empty elements are written `<rpid:busy/>`, and
/// the values stand without white space: baresip looks for exactly these strings, others resolve the namespaces.
struct PresenceWriter {
    /// The media type of what is written.
    static let contentType = "application/pidf+xml"
    /// The same document under the name that Cisco phones subscribe to.
    static let ciscoContentType = "application/cpim-pidf+xml"

    private var writer: BodyWriter
    private let presence: Presence

    /// Writes what `presence` says of `resource`.
    static func write(_ presence: Presence, of resource: SubscribedResource) -> [UInt8] {
        var document = PresenceWriter(presence, resource)
        document.writeRoot()
        document.writeTuple()
        document.writeDigium()
        document.write(presence.documentNote, "<note>", "</note>\n")
        document.writePerson()
        document.writer.write("</presence>\n")
        return document.writer.bytes
    }

    /// The document that says least: closed.
    static func writeSafe(of resource: SubscribedResource) -> [UInt8] {
        var presence = Presence()
        presence.hasTuple = true
        presence.meetTuple(Presence.Basic.closed)
        return write(presence, of: resource)
    }

    private init(_ presence: Presence, _ resource: SubscribedResource) {
        self.presence = presence
        writer = BodyWriter(resource: resource, capacity: 768 + 2 * resource.entity.count)
    }

    private mutating func writeRoot() {
        writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\"")
        writer.write(" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\"")
        writer.write(" xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\"")
        if presence.usesCiscoNamespaces {
            writer.write(" xmlns:e=\"urn:ietf:params:xml:ns:pidf:status:rpid\"")
            writer.write(" xmlns:ce=\"urn:cisco:params:xml:ns:pidf:rpid\"")
        }
        writer.write(" entity=\"")
        writer.writeEntity()
        writer.write("\">\n")
    }

    /// One tuple for all (RFC 3863 §4.1.2): several would tell how many devices there are.
    private mutating func writeTuple() {
        guard presence.hasTuple else { return }
        writer.write("<tuple id=\"t1\"><status>")
        writeBasic(presence.basic)
        writer.write("</status>")
        if presence.hasContact {
            writer.write("<contact>")
            writer.writeEntity()
            writer.write("</contact>")
        }
        write(presence.tupleNote, "<note>", "</note>")
        writer.write("</tuple>\n")
    }

    /// A tuple of its own, under the id that the phones look for.
    private mutating func writeDigium() {
        guard let type = presence.digium else { return }
        writer.write("<tuple id=\"digium-presence\"><status><digium_presence type=\"")
        writer.write(type.token)
        if let subtype = presence.digiumSubtype {
            writer.write("\" subtype=\"")
            writer.writeStatus(at: subtype)
        }
        guard let text = presence.digiumText else { return writer.write("\"/></status></tuple>\n") }
        writer.write("\">")
        writer.writeStatus(at: text)
        writer.write("</digium_presence></status></tuple>\n")
    }

    /// The person (RFC 4479 §3.2): status, activities, then the note.
    private mutating func writePerson() {
        guard presence.hasPerson else { return }
        writer.write("<dm:person id=\"p1\">")
        if presence.personBasic != nil {
            writer.write("<status>")
            writeBasic(presence.personBasic)
            writer.write("</status>")
        }
        if !presence.activities.isEmpty {
            writer.write("<rpid:activities>")
            write(presence.activities, "<rpid:")
            writer.write("</rpid:activities>")
        }
        if presence.usesCiscoNamespaces {
            writer.write("<e:activities>")
            write(presence.statusActivities, "<e:")
            write(presence.ciscoActivities, "<ce:")
            writer.write("</e:activities>")
        }
        write(presence.personNote, "<dm:note>", "</dm:note>")
        writer.write("</dm:person>\n")
    }

    private mutating func writeBasic(_ basic: Presence.Basic?) {
        guard let basic else { return }
        writer.write("<basic>")
        writer.write(basic.token)
        writer.write("</basic>")
    }

    private mutating func write(_ activities: ActivitySet, _ opening: StaticString) {
        for activity in Activity.all where activities.contains(activity) {
            writer.write(opening)
            writer.write(activity.token)
            writer.write("/>")
        }
    }

    /// A note in its place. Free text becomes what the state says, or nothing if the state says nothing.
    private mutating func write(_ note: Note, _ opening: StaticString, _ closing: StaticString) {
        switch note {
        case .absent: return
        case .unknown:
            guard let text = noteOfState else { return }
            writer.write(opening)
            writer.write(text)
        case .known(let text):
            writer.write(opening)
            writer.write(text)
        case .status(let index):
            writer.write(opening)
            writer.writeStatus(at: index)
        }
        writer.write(closing)
    }

    private var noteOfState: StaticString? {
        let activities = presence.allActivities
        if activities.contains(.alerting) { return "Ringing" }
        if activities.contains(.onThePhone) { return "On the phone" }
        if activities.contains(.dnd) { return "Do Not Disturb" }
        if activities.contains(.busy) { return "Busy" }
        if activities.contains(.away) { return "Away" }
        switch presence.basic ?? presence.personBasic {
        case .closed: return "Unavailable"
        case .open: return activities.isEmpty || activities.contains(.available) ? "Available" : nil
        case nil: return nil
        }
    }
}
