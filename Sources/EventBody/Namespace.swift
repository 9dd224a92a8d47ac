/// The namespaces that a monitoring document is read in.
enum Namespace: UInt8, Sendable {
    /// No namespace.
    case none
    /// RFC 4235.
    case dialogInfo
    /// RFC 7463.
    case sharedAppearance
    /// BroadWorks' call park.
    case callPark
    /// RFC 4575.
    case conferenceInfo
    /// RFC 3863.
    case pidf
    /// RFC 5263.
    case pidfDiff
    /// RFC 4479, and the person namespace of the drafts before it.
    case dataModel
    /// RFC 4480, and the person namespaces of the drafts before it.
    case rpid
    /// The draft of RPID that Cisco phones read; conventional prefix `e`.
    case statusRPID
    /// Cisco's additions to it; conventional prefix `ce`.
    case ciscoRPID
    /// RFC 4662.
    case rlmi
    /// RFC 4826.
    case resourceLists
    /// Any other: its elements mean nothing to us.
    case other
    /// Not known, because the document is broken; the name alone must do.
    case unresolved

    /// The namespace of a declaration's value.
    static func named(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Namespace {
        if range.isEmpty { return .none }
        for (uri, namespace) in known where bytes.equals(range, uri) { return namespace }
        return .other
    }

    /// What a prefix stands for by convention, for documents whose declarations cannot be trusted.
    static func conventional(_ prefix: Range<Int>, _ bytes: Span<UInt8>) -> Namespace {
        if prefix.isEmpty { return .unresolved }
        for (name, namespace) in prefixes where bytes.equals(prefix, name) { return namespace }
        return .other
    }

    private static let known: [(StaticString, Namespace)] = [
        ("urn:ietf:params:xml:ns:dialog-info", .dialogInfo),
        ("urn:ietf:params:xml:ns:sa-dialog-info", .sharedAppearance),
        ("http://schema.broadsoft.com/callpark", .callPark),
        ("urn:ietf:params:xml:ns:conference-info", .conferenceInfo),
        ("urn:ietf:params:xml:ns:pidf", .pidf),
        ("urn:ietf:params:xml:ns:pidf:data-model", .dataModel),
        ("urn:ietf:params:xml:ns:pidf:rpid", .rpid),
        ("urn:ietf:params:xml:ns:pidf:status:rpid", .statusRPID),
        ("urn:cisco:params:xml:ns:pidf:rpid", .ciscoRPID),
        ("urn:ietf:params:xml:ns:pidf-diff", .pidfDiff),
        ("urn:ietf:params:xml:ns:rlmi", .rlmi),
        ("urn:ietf:params:xml:ns:resource-lists", .resourceLists),
        ("urn:ietf:params:xml:ns:pidf:person", .dataModel),
        ("urn:ietf:params:xml:ns:pidf:rpid:rpid-person", .rpid),
        ("urn:ietf:params:xml:ns:pidf:rpid:status:rpid-status", .rpid),
    ]

    private static let prefixes: [(StaticString, Namespace)] = [
        ("dm", .dataModel), ("pp", .dataModel), ("rpid", .rpid), ("ep", .rpid), ("es", .rpid),
        ("e", .statusRPID), ("ce", .ciscoRPID), ("sa", .sharedAppearance),
    ]
}
