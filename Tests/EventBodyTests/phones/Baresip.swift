/// baresip, from its source (`modules/presence/subscriber.c`): the exact media type, without parameters, and strings that must stand literally.
/// It is no XML parser, so broken documents do not trouble it.
struct Baresip: ClientModel {
    let name = "baresip"
    let mediaTypes: Set<String> = ["application/pidf+xml"]

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        guard document.contentType.lowercased() == "application/pidf+xml" else { return nil }
        if document.text.contains("<rpid:away/>") { return .away }
        if document.text.contains("<rpid:busy/>") || document.text.contains("<rpid:on-the-phone/>") { return .busy }
        return document.text.contains("<basic>open</basic>") ? .idle : .offline
    }
}
