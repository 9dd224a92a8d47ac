import SIPMessage

/// Types of a body that can be rebuilt, as a set: what a SUBSCRIBE asks for in its Accept.
///
/// Tokens carry the raw value, so a bit keeps its meaning as long as the token's version stays.
struct AcceptedTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let dialogInfo = AcceptedTypes(rawValue: 1 << 0)
    static let pidf = AcceptedTypes(rawValue: 1 << 1)
    static let cpimPIDF = AcceptedTypes(rawValue: 1 << 2)
    static let xpidf = AcceptedTypes(rawValue: 1 << 3)
    static let conferenceInfo = AcceptedTypes(rawValue: 1 << 4)
    static let rlmi = AcceptedTypes(rawValue: 1 << 5)
    static let multipart = AcceptedTypes(rawValue: 1 << 6)

    /// Documents about one resource.
    static let documents: AcceptedTypes = [.dialogInfo, .pidf, .cpimPIDF, .xpidf, .conferenceInfo]
    /// What a resource list is sent as (RFC 4662 §5).
    static let lists: AcceptedTypes = [.rlmi, .multipart]

    private static let names: [(type: AcceptedTypes, name: StaticString)] = [
        (.dialogInfo, "application/dialog-info+xml"), (.pidf, "application/pidf+xml"),
        (.cpimPIDF, "application/cpim-pidf+xml"), (.xpidf, "application/xpidf+xml"),
        (.conferenceInfo, "application/conference-info+xml"), (.rlmi, "application/rlmi+xml"),
        (.multipart, "multipart/related"),
    ]

    /// The set of one type; nil when it is none of these.
    init?(_ type: MediaType) {
        guard let known = Self.names.first(where: { type.equals($0.name) }) else { return nil }
        self = known.type
    }

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The value of an Accept that asks for all of these.
    var text: String {
        Self.names.filter { contains($0.type) }.map { "\($0.name)" }.joined(separator: ", ")
    }
}

extension EventPackage {
    /// What a notifier sends to who does not say (RFC 4235 §3.5, RFC 3856 §6.7, RFC 4575 §3.5); nil for packages whose NOTIFY has no body that
    /// could be rebuilt.
    var defaultType: AcceptedTypes? {
        switch self {
        case .dialog: .dialogInfo
        case .presence: .pidf
        case .conference: .conferenceInfo
        case .callInfo, .lineSeize, .watcherInfo, .featureEvent, .registration, .messageSummary, .deviceProfile, .refer,
            .talk, .hold, .checkSync, .listed, .unknown:
            nil
        }
    }
}

/// What a SUBSCRIBE asks to be sent: its Accept, and whether it takes lists.
struct AskedTypes {
    /// The package that it asks for.
    let package: EventPackage
    /// Whether there is an Accept.
    let isSaid: Bool
    /// The values of Accept, in order.
    let items: [AcceptedItem]
    /// The types asked for, those that cannot be rebuilt left out: the package's own when nothing is said.
    let types: AcceptedTypes
    /// What can be rebuilt; the types of lists for a phone that takes lists (RFC 4662 §4.1), as without that they ask for nothing.
    let acceptable: AcceptedTypes

    init(_ package: EventPackage, in message: SIPMessage) {
        self.package = package
        isSaid = message.firstIndex(.accept) != nil
        items = message.items(of: .accept).map { AcceptedItem($0, in: message, package: package) }
        types = isSaid ? items.reduce(into: []) { $0.formUnion($1.types) } : package.defaultType ?? []
        let takesLists = message.items(of: .supported).contains { message.equals($0.range, lowercase: "eventlist") }
        acceptable = takesLists ? AcceptedTypes.documents.union(.lists) : AcceptedTypes.documents
    }
}

/// One value of an Accept, and what becomes of it on its way to the PBX.
struct AcceptedItem {
    let item: HeaderItem
    /// What it asks for; empty when it is nothing that can be rebuilt.
    let types: AcceptedTypes
    /// Whether it is `*/*` or `application/*`, which the package's own type stands in for.
    let isWildcard: Bool

    /// Reads what stands before the parameters. Blanks around the slash, which the grammar allows and nobody writes, make it unknown.
    init(_ item: HeaderItem, in message: SIPMessage, package: EventPackage) {
        self.item = item
        let type = MediaType(item.range, in: message)
        isWildcard = type.equals("*/*") || type.equals("application/*")
        types = isWildcard ? package.defaultType ?? [] : AcceptedTypes(type) ?? []
    }
}
