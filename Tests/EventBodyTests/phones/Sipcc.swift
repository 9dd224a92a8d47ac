/// Cisco's phones, from the copy of their stack in Mozilla's tree (`pres_sub_not_handler.c`): the user of the entity, person/status/basic before the
/// first tuple's, then the activities by local name, whatever their namespace.
struct Sipcc: ClientModel {
    let name = "sipcc"
    let mediaTypes: Set<String> = ["application/cpim-pidf+xml", "application/pidf+xml"]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        guard mediaTypes.contains(document.mediaType) else { return nil }
        guard let root = document.root, root.local == "presence" else { return nil }
        guard root.attributes["entity"]?.hasPrefix("sip:\(document.user)@") == true else { return nil }
        let person = root.children.first { $0.local == "person" }
        let personBasic = person?.child(local: "status")?.child(local: "basic")?.text
        let basic = personBasic ?? root.child(local: "tuple")?.child(local: "status")?.child(local: "basic")?.text
        guard basic == "open" else { return .offline }
        let activities = person?.child(local: "activities")?.children.map(\.local) ?? []
        if activities.contains("alerting") { return .ringing }
        return activities.contains("on-the-phone") ? .busy : .idle
    }
}
