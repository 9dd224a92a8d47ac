/// A member's name in a list, for a watcher who may see everything of that member: the only text of the PBX's that a
/// rebuilt document carries.
struct DisclosedName {
    /// The name, without control characters; well-formed UTF-8.
    let bytes: [UInt8]

    /// Nil unless the member is disclosed in full.
    init?(_ name: [UInt8]?, of member: ListMember) {
        guard case .full = member, let name, UTF8Text.isXML(name.span) else { return nil }
        bytes = name.map { $0.isXMLSpace ? 0x20 : $0 }
    }
}
