/// Grandstream, from its guides on BLF and Eventlist BLF: the states terminated, early and confirmed, each with a colour; the direction is not named.
struct Grandstream: ClientModel {
    let name = "grandstream"
    let mediaTypes: Set<String> = ["application/dialog-info+xml"]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        guard let states = document.dialogs?.map(\.state) else { return nil }
        if states.contains("early") { return .ringing }
        return states.contains("confirmed") ? .busy : .idle
    }
}
