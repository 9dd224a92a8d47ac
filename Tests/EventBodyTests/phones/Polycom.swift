/// Polycom, from its engineering advisory 62475 on the busy lamp field (dialog-info: alerting, busy, idle, whoever began the call) and, for firmware
/// that asks for XPIDF, from what chan_sip and FreeSWITCH write for its User-Agent: `msnsubstatus` before `status`.
struct Polycom: ClientModel {
    let name = "polycom"
    let mediaTypes: Set<String> = [
        "application/dialog-info+xml", "application/xpidf+xml", "application/cpim-pidf+xml",
    ]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        if let dialogs = document.dialogs { return lamp(of: dialogs) }
        guard mediaTypes.contains(document.mediaType), let root = document.root, root.qualified == "presence" else {
            return nil
        }
        return root.child(qualified: "atom")?.child(qualified: "address").flatMap(lamp(ofAddress:))
    }

    private func lamp(of dialogs: [ClientElement]) -> Lamp {
        let states = dialogs.map { ($0.state, $0.isInitiator) }
        if states.contains(where: { ["early", "proceeding"].contains($0.0) && !$0.1 }) { return .ringing }
        return states.contains { ["confirmed", "early", "proceeding", "trying"].contains($0.0) } ? .busy : .idle
    }

    private func lamp(ofAddress address: ClientElement) -> Lamp? {
        switch address.child(qualified: "msnsubstatus")?.attributes["substatus"] {
        case "onthephone": return .busy
        case "online": return .idle
        case "away", "berightback", "outtolunch": return .away
        case "offline": return .offline
        default: break
        }
        switch address.child(qualified: "status")?.attributes["status"] {
        case "open": return .idle
        case "inuse": return .busy
        case "closed": return .offline
        default: return nil
        }
    }
}
