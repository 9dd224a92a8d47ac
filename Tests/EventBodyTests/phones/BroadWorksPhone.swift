/// A phone for BroadWorks' lists, from Technicolor's administrator's guide (TB30, list-oriented BLF), the one manual that says what several dialogs
/// mean together: blinking if any comes in, else lit if any goes on, off if all are over.
struct BroadWorksPhone: ClientModel {
    let name = "broadworks"
    let mediaTypes: Set<String> = ["application/dialog-info+xml"]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        guard let dialogs = document.dialogs else { return nil }
        let incoming = dialogs.filter { !$0.isInitiator }.map(\.state)
        if incoming.contains("early") || incoming.contains("proceeding") { return .ringing }
        return dialogs.contains { !["terminated", ""].contains($0.state) } ? .busy : .idle
    }
}
