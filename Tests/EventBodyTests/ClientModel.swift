import Foundation

/// What a phone shows for the extension that it watches.
enum Lamp: String, Sendable {
    case idle, ringing, calling, busy, held, away, offline
}

/// How five clients find the state in a NOTIFY, by the rules that their sources and manuals give. They are models: as
/// picky as the client is, and no more.
enum ClientModel {
    /// baresip (`modules/presence/subscriber.c`): the exact media type, then strings that must stand literally.
    static func baresip(_ document: String, contentType: String) -> Lamp? {
        guard contentType.lowercased() == "application/pidf+xml" else { return nil }
        if document.contains("<rpid:away/>") { return .away }
        if document.contains("<rpid:busy/>") || document.contains("<rpid:on-the-phone/>") { return .busy }
        return document.contains("<basic>open</basic>") ? .idle : .offline
    }

    /// liblinphone: XPaths with the prefixes pidf, dm and rpid bound to their namespaces.
    static func liblinphone(_ document: String) -> Lamp? {
        let pidf = "urn:ietf:params:xml:ns:pidf"
        let rpid = "urn:ietf:params:xml:ns:pidf:rpid"
        guard let root = ClientElement.read(document), root.isNamed("presence", in: pidf) else { return nil }
        let basic = root.child("tuple", in: pidf)?.child("status", in: pidf)?.child("basic", in: pidf)?.text
        let person = root.child("person", in: "urn:ietf:params:xml:ns:pidf:data-model")
        let activities =
            person?.child("activities", in: rpid)?.children.filter { $0.namespace == rpid }.map(\.local) ?? []
        if activities.contains("on-the-phone") || activities.contains("busy") { return .busy }
        if activities.contains("away") { return .away }
        return basic == "open" ? .idle : .offline
    }

    /// PJSIP (`pidf.c`, `rpid.c`): qualified names compared as text, by substring under the person; the note counts.
    static func pjsip(_ document: String) -> (isOpen: Bool, activity: Lamp?, note: String?)? {
        guard let root = ClientElement.read(document), root.qualified == "presence" else { return nil }
        let status = root.child(qualified: "tuple")?.child(qualified: "status")
        let person = root.children.first { $0.qualified.contains("person") }
        let activities = person?.children.first { $0.qualified.contains("activities") }?.children.map(\.qualified) ?? []
        let note = person?.children.first { $0.qualified.contains("note") } ?? root.child(qualified: "note")
        let activity: Lamp? =
            activities.contains { $0.contains("busy") }
            ? .busy : activities.contains { $0.contains("away") } ? .away : nil
        return (status?.child(qualified: "basic")?.text == "open", activity, note?.text)
    }

    /// Cisco's sipcc (`pres_sub_not_handler.c`): the user of the entity, person/status/basic before the first tuple's,
    /// then the activities by local name.
    static func sipcc(_ document: String, contentType: String, user: String) -> Lamp? {
        guard ["application/cpim-pidf+xml", "application/pidf+xml"].contains(contentType) else { return nil }
        guard let root = ClientElement.read(document), root.local == "presence" else { return nil }
        guard root.attributes["entity"]?.hasPrefix("sip:\(user)@") == true else { return nil }
        let person = root.children.first { $0.local == "person" }
        let personBasic = person?.child(local: "status")?.child(local: "basic")?.text
        let basic = personBasic ?? root.child(local: "tuple")?.child(local: "status")?.child(local: "basic")?.text
        guard basic == "open" else { return .offline }
        let activities = person?.child(local: "activities")?.children.map(\.local) ?? []
        if activities.contains("alerting") { return .ringing }
        return activities.contains("on-the-phone") ? .busy : .idle
    }

    /// Snom: XPaths without prefixes, an entity that equals the subscribed URI as a string; hold by the local target.
    static func snom(_ document: String, subscribed: String) -> Lamp? {
        guard let root = ClientElement.read(document), root.qualified == "dialog-info" else { return nil }
        guard root.attributes["entity"] == subscribed else { return nil }
        var lamp = Lamp.idle
        for dialog in root.children where dialog.qualified == "dialog" {
            let parameters = dialog.child(qualified: "local")?.child(qualified: "target")?.children ?? []
            let isHeld = parameters.contains {
                $0.attributes["pname"] == "+sip.rendering" && ($0.attributes["pval"] ?? $0.attributes["pvalue"]) == "no"
            }
            switch dialog.child(qualified: "state")?.text {
            case "confirmed": lamp = isHeld ? .held : .busy
            case "early" where isHeld: lamp = .held
            case "early", "proceeding", "trying":
                lamp = dialog.attributes["direction"] == "initiator" ? .calling : .ringing
            default: continue
            }
            break
        }
        return lamp
    }
}
