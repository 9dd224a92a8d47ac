/// liblinphone, from its source (`presence.c`): XPaths with the prefixes pidf, dm and rpid bound to their namespaces.
struct Liblinphone: ClientModel {
    let name = "liblinphone"
    let mediaTypes: Set<String> = ["application/pidf+xml"]

    private static let pidf = "urn:ietf:params:xml:ns:pidf"
    private static let rpid = "urn:ietf:params:xml:ns:pidf:rpid"
    private static let dataModel = "urn:ietf:params:xml:ns:pidf:data-model"

    func lamp(_ document: NotifiedDocument) -> Lamp? {
        guard mediaTypes.contains(document.mediaType) else { return nil }
        guard let root = document.root, root.isNamed("presence", in: Self.pidf) else { return nil }
        let status = root.child("tuple", in: Self.pidf)?.child("status", in: Self.pidf)
        let activities = root.child("person", in: Self.dataModel)?.child("activities", in: Self.rpid)?.children ?? []
        let names = activities.filter { $0.namespace == Self.rpid }.map(\.local)
        if names.contains("on-the-phone") || names.contains("busy") { return .busy }
        if names.contains("away") { return .away }
        return status?.child("basic", in: Self.pidf)?.text == "open" ? .idle : .offline
    }
}
