/// PJSIP and what is built on it, from its source: `pidf.c` and `rpid.c` (qualified names as text, by substring under the person), `xpidf.c` (open or
/// not), `dialog_info.c` and `dlg_event.c` (the first dialog only, names without prefix and whatever the case).
struct PJSIP: ClientModel {
    let name = "pjsip"
    let mediaTypes: Set<String> = ["application/pidf+xml", "application/xpidf+xml", "application/dialog-info+xml"]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        switch document.mediaType {
        case "application/pidf+xml": presence(document)
        case "application/xpidf+xml": atom(document)
        case "application/dialog-info+xml": dialog(document)
        default: nil
        }
    }

    /// The note, which applications show beside the lamp: the person's or its activities', else the document's where there is no person.
    func note(_ document: NotifiedDocument) -> String? {
        guard let root = document.root, root.qualified == "presence" else { return nil }
        guard let person = root.children.first(where: { $0.qualified.contains("person") }) else {
            return root.child(qualified: "note")?.text
        }
        let activities = person.children.first { $0.qualified.contains("activities") }
        return [activities, person].compactMap { $0?.children.first { $0.qualified.contains("note") } }.first?.text
    }

    private func presence(_ document: NotifiedDocument) -> Lamp? {
        guard let root = document.root, root.qualified == "presence" else { return nil }
        let basic = root.child(qualified: "tuple")?.child(qualified: "status")?.child(qualified: "basic")
        guard basic?.text == "open" else { return .offline }
        let person = root.children.first { $0.qualified.contains("person") }
        let activities = person?.children.first { $0.qualified.contains("activities") }?.children ?? []
        if activities.contains(where: { $0.qualified.contains("busy") }) { return .busy }
        return activities.contains { $0.qualified.contains("away") } ? .away : .idle
    }

    private func atom(_ document: NotifiedDocument) -> Lamp? {
        guard let root = document.root, root.qualified == "presence" else { return nil }
        let address = root.child(qualified: "atom")?.child(qualified: "address")
        guard let status = address?.child(qualified: "status") else { return nil }
        return status.attributes["status"]?.lowercased() == "open" ? .idle : .offline
    }

    private func dialog(_ document: NotifiedDocument) -> Lamp? {
        guard let dialog = document.dialogs?.first else { return nil }
        switch dialog.state.lowercased() {
        case "confirmed": return .busy
        case "early", "proceeding", "trying": return dialog.isInitiator ? .calling : .ringing
        case "terminated": return .idle
        default: return nil
        }
    }
}
