/// Yealink, from the LED tables of its administrator's guides (idle, ringing, dialling, in a call, on hold, parked, off) and the NOTIFYs printed there.
/// A document that lists no dialog leaves the lamp as it was, as the authors of OpenSIPS found.
struct Yealink: ClientModel {
    let name = "yealink"
    let mediaTypes: Set<String> = ["application/dialog-info+xml"]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        guard let dialogs = document.dialogs, !dialogs.isEmpty else { return nil }
        if dialogs.contains(where: { $0.children.contains { $0.local == "callpark" } }) { return .parked }
        let lamps = dialogs.map(lamp(of:))
        return [.ringing, .busy, .held, .calling].first(where: lamps.contains) ?? .idle
    }

    private func lamp(of dialog: ClientElement) -> Lamp {
        switch dialog.state {
        case "confirmed": dialog.isHeld ? .held : .busy
        case "early", "proceeding": dialog.isInitiator ? .calling : .ringing
        case "trying": .calling
        default: .idle
        }
    }
}
