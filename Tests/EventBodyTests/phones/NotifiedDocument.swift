/// A document as it arrives at a phone, parsed once for all of the models that read it.
struct NotifiedDocument {
    let text: String
    /// The value of Content-Type.
    let contentType: String
    /// The URI that the phone subscribed to, as it wrote it.
    let subscribed: String
    /// What an XML parser makes of it; nil if it is not well-formed.
    let root: ClientElement?

    init(_ text: String, contentType: String, subscribed: String = "sip:101@pbx.example") {
        self.text = text
        self.contentType = contentType
        self.subscribed = subscribed
        root = ClientElement.read(text)
    }

    /// The user part of the subscribed URI.
    var user: Substring { subscribed.drop { $0 != ":" }.dropFirst().prefix { $0 != "@" } }

    /// The media type without parameters, in lower case, as a SIP stack compares it.
    var mediaType: String {
        contentType.prefix { $0 != ";" }.lowercased().split(separator: " ").first.map(String.init) ?? ""
    }

    /// The root, where it is dialog-info under its own media type; `qualified` names, so a prefix makes it another element.
    var dialogs: [ClientElement]? {
        guard mediaType == "application/dialog-info+xml", let root, root.qualified == "dialog-info" else { return nil }
        return root.children.filter { $0.qualified == "dialog" }
    }
}
