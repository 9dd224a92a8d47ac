/// How one kind of client finds the state in a NOTIFY, by the rules that its source or manual gives. A model is as picky as the client is, and no
/// more. Adding a client is one file here and one line in `clientModels`.
protocol ClientModel: Sendable {
    /// Whose rules these are.
    var name: String { get }
    /// The media types whose documents it reads.
    var mediaTypes: Set<String> { get }
    /// What it shows; nil when it does not understand the type, takes the document for another's, or leaves its lamp as it was.
    func lamp(_ document: NotifiedDocument) -> Lamp?
}

/// All of them.
let clientModels: [any ClientModel] = [
    Baresip(), Liblinphone(), PJSIP(), Sipcc(), Snom(), Yealink(), Polycom(), Grandstream(), BroadWorksPhone(),
]

extension ClientElement {
    /// The text of `<state>` as it stands.
    var state: String { child(qualified: "state")?.text ?? "" }

    /// Whether it was begun by the monitored extension.
    var isInitiator: Bool { attributes["direction"] == "initiator" }

    /// Whether the local party renders nothing (`+sip.rendering`), by RFC 4235's `pval` or by Asterisk's and FreeSWITCH's `pvalue`.
    var isHeld: Bool {
        child(qualified: "local")?.child(qualified: "target")?.children.contains {
            $0.attributes["pname"] == "+sip.rendering" && ($0.attributes["pval"] ?? $0.attributes["pvalue"]) == "no"
        } ?? false
    }
}
