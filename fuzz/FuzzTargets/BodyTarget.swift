import EventBody

/// Any bytes as the body of a NOTIFY, for each package and type. Promised: nothing traps, the answer has a bound, and it is a document that
/// our strict reader takes and writes again byte for byte.
public enum BodyTarget {
    private static let resource = SubscribedResource(
        entity: Array("sip:101@example.com".utf8),
        user: Array("101".utf8),
        statuses: ["In a meeting"]
    )
    private static let kinds: [(package: MonitoredPackage, type: [UInt8])] = [
        (.dialog, Array("application/dialog-info+xml".utf8)), (.presence, Array("application/pidf+xml".utf8)),
        (.presence, Array("application/xpidf+xml".utf8)), (.presence, Array("application/cpim-pidf+xml".utf8)),
        (.conference, Array("application/conference-info+xml".utf8)),
    ]

    /// Traps when a promise is broken.
    public static func run(_ body: [UInt8]) {
        for (package, type) in kinds {
            let rebuilt = rebuild(body, package, type)
            precondition(rebuilt.bytes.count <= 262_144, "a rebuilt body has no bound")
            let again = rebuild(rebuilt.bytes, package, Array(rebuilt.contentType.utf8))
            precondition(again.outcome == .strict, "our own document is not one to us")
            precondition(again.contentType == rebuilt.contentType, "our own document is of another type to us")
        }
    }

    private static func rebuild(_ body: [UInt8], _ package: MonitoredPackage, _ type: [UInt8]) -> RebuiltBody {
        BodyRebuilder.rebuild(
            body.span,
            contentType: type.span,
            contentEncoding: false,
            package: package,
            resource: resource,
            pseudonym: { _ in "0123456789abcdef" }
        )
    }
}
