import ScriptedSIP

/// What the PBX tells under load, and how it is told apart at a phone.
enum LoadMessages {
    /// How much a NOTIFY tells.
    enum Content {
        case nothing, status, caller
    }

    /// An extension that rings.
    static func document(of name: String, version: String) -> String {
        """
        <?xml version="1.0"?>
        <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="\(version)" state="full" entity="sip:\(name)@example.com">
        <dialog id="d1" direction="recipient"><state>early</state>
        <remote><identity>sip:15550199@example.com</identity></remote></dialog></dialog-info>
        """
    }

    /// How much a NOTIFY that reached a phone tells.
    static func content(of datagram: Datagram) -> Content {
        if datagram.has("15550199") { return .caller }
        return datagram.has("<state>early</state>") ? .status : .nothing
    }
}
