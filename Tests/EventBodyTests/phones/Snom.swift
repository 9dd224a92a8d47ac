/// Snom, from the `NotifyParsingRules` that it documents for its function keys: XPaths without prefixes under an entity that equals the subscribed URI
/// as a string. The first dialog that is not over counts; hold is the local target's.
struct Snom: ClientModel {
    let name = "snom"
    let mediaTypes: Set<String> = ["application/dialog-info+xml"]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        guard let dialogs = document.dialogs, document.root?.attributes["entity"] == document.subscribed else {
            return nil
        }
        return dialogs.lazy.compactMap(lamp(of:)).first ?? .idle
    }

    private func lamp(of dialog: ClientElement) -> Lamp? {
        switch dialog.state {
        case "confirmed": dialog.isHeld ? .held : .busy
        case "early" where dialog.isHeld: .held
        case "early", "proceeding", "trying": dialog.isInitiator ? .calling : .ringing
        default: nil
        }
    }
}
