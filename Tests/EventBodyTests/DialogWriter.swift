/// A dialog as a PBX knows it, with its caller.
struct CallAtPBX: Sendable {
    enum Hold: String, CaseIterable { case none, pval, pvalue }

    /// Empty where the PBX writes no `<state>`.
    var state: String
    /// Empty where it does not say.
    var direction: String
    var hold: Hold
    /// The caller's name, as it stands in an attribute.
    var name = "Alice Caller"
    let number = "15550199"

    static let states = ["trying", "proceeding", "early", "confirmed", "terminated", ""]
    static let directions = ["initiator", "recipient", ""]

    fileprivate var stateElement: String { state.isEmpty ? "" : "<state>\(state)</state>" }
    fileprivate var directed: String { direction.isEmpty ? "" : " direction=\"\(direction)\"" }

    /// `<target>` of the local party, with the hold in it.
    fileprivate func target(_ uri: String) -> String {
        guard hold != .none else { return "<target uri=\"\(uri)\"/>" }
        return "<target uri=\"\(uri)\"><param pname=\"+sip.rendering\" \(hold)=\"no\"/></target>"
    }
}

/// Writes dialog-info as the PBX of that name does: the places of state and parties, the forms of ids, the attributes and elements that no standard
/// knows. Extension 101 is watched.
enum DialogWriter: String, CaseIterable, Sendable {
    case asterisk, chanSIP, freeSWITCHEvent, freeSWITCHProbe, kamailio, openSIPS, kazoo, broadWorks

    static let entity = "sip:101@pbx.example"

    func document(_ calls: [CallAtPBX], completeness: String = "full", version: Int = 7) -> String {
        let namespace = "xmlns=\"urn:ietf:params:xml:ns:dialog-info\""
        let padding = self == .kamailio || self == .openSIPS ? "           " : ""
        let root = "<dialog-info \(namespace) version=\"\(version)\"\(padding) state=\"\(completeness)\""
        let dialogs = calls.enumerated().map { dialog($1, $0) }.joined(separator: "\n")
        if self == .openSIPS, calls.isEmpty {
            return "<?xml version=\"1.0\"?>\n\(root) entity=\"\(Self.entity)\"/>\n"
        }
        return "<?xml version=\"1.0\"?>\r\n\(root) entity=\"\(Self.entity)\">\n\(dialogs)\n</dialog-info>\n"
    }

    private func dialog(_ call: CallAtPBX, _ index: Int) -> String {
        let caller = "sip:\(call.number)@pbx.example"
        switch self {
        case .asterisk:
            return "<dialog id=\"101\"\(call.directed)>" + party("remote", call.name, caller)
                + "<local><identity display=\"Bob\">\(Self.entity)</identity>\(call.target(Self.entity))</local>\n"
                + " \(call.stateElement)</dialog>"
        case .chanSIP:
            return "<dialog id=\"101\" call-id=\"pickup-a1-\(call.number)\" local-tag=\"as5d\" remote-tag=\"r\""
                + "\(call.directed)>" + party("remote", call.name, caller)
                + "<local><identity>\(Self.entity)</identity>\(call.target(Self.entity))</local>"
                + "\(call.stateElement)</dialog>"
        case .freeSWITCHEvent:
            return "<dialog id=\"89568491-4fff-4fec-b4cc-98\(index)\"\(call.directed)>\r\n\(call.stateElement)\n"
                + "<local><identity display=\"101\">\(Self.entity)</identity>\(call.target(Self.entity))</local>\n"
                + party("remote", call.name, caller, target: "sip:**101@pbx.example") + "</dialog>"
        case .freeSWITCHProbe:
            return "<dialog id=\"e1fee10d-\(index)\" call-id=\"c\(index)-\(call.number)@h\" local-tag=\"l\""
                + " remote-tag=\"r\"\(call.directed)>\(call.stateElement)"
                + "<local><identity display=\"101\">\(Self.entity)</identity>\(call.target(Self.entity))</local>"
                + party("remote", call.name, caller, target: "**101@pbx.example") + "</dialog>"
        case .kamailio:
            return "  <dialog id=\"padi-\(index)\" call-id=\"\(call.number)-\(index)@h\" local-tag=\"l\""
                + " remote-tag=\"r\"\(call.directed)>\n    \(call.stateElement)\n    <remote><identity>\(caller)</identity>"
                + "<target display=\"\(call.name)\" uri=\"sip:\(call.number)@192.0.2.9:5060\"/></remote>"
                + "<local><identity>\(Self.entity)</identity>\(call.target(Self.entity))</local>\n  </dialog>"
        case .openSIPS:
            return "<dialog id=\"\(call.number)-\(index)@192.0.2.9.02\" call-id=\"\(call.number)-\(index)@192.0.2.9\""
                + "\(call.directed)>\(call.stateElement)" + party("remote", call.name, caller)
                + "<local><identity>\(Self.entity)</identity>\(call.target(Self.entity))</local></dialog>"
        case .kazoo:
            return "<dialog call-id=\"\(call.number)-\(index)@h\" local-tag=\"l\" remote-tag=\"r\"\(call.directed)>"
                + "\(call.stateElement)<local><identity display=\"101\">\(Self.entity)</identity>"
                + "\(call.target(Self.entity))</local>" + party("remote", call.name, caller) + "</dialog>"
        case .broadWorks:
            return "<dialog id=\"Y2FsbGhhbGYtMzM6MA=\(index)\"\(call.directed)>\(call.stateElement)"
                + "<local><identity display=\"Bob\">\(Self.entity);user=phone</identity>"
                + "<identity display=\"Bob\">tel:+15559999101;ext=101</identity>\(call.target(Self.entity))</local>"
                + "<remote><identity display=\"\(call.name)\">\(caller);user=phone</identity>"
                + "<identity display=\"\(call.name)\">tel:+\(call.number)</identity></remote></dialog>"
        }
    }

    private func party(_ element: String, _ name: String, _ uri: String, target: String? = nil) -> String {
        "<\(element)><identity display=\"\(name)\">\(uri)</identity><target uri=\"\(target ?? uri)\"/></\(element)>"
    }
}
