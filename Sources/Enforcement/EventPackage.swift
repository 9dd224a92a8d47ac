import EventBody

/// An event package as the policy sees it: what it tells about whom (RFC 6665 §4.4, and the design's list).
public enum EventPackage: UInt8, Sendable, CaseIterable {
    case dialog = 1
    case presence
    case callInfo
    case lineSeize
    case conference
    case watcherInfo
    case featureEvent
    case registration
    case messageSummary
    case deviceProfile
    case refer
    case talk
    case hold
    case checkSync
    /// Not in our table, but listed by the operator under `pass-packages`.
    case listed
    /// In neither.
    case unknown

    /// What a status-only watcher of a package gets.
    enum StatusForm: Equatable {
        /// The body, written anew.
        case document(MonitoredPackage)
        /// No body, and Call-Info with the keys of the shared line.
        case appearances
    }

    /// What is done with a package.
    enum Treatment: Equatable {
        /// Tells about a person's calls, and is rebuilt so for whoever may not see the callers.
        case monitored(rebuild: StatusForm)
        /// Only the owner of the resource may have it.
        case own
        /// Not monitoring.
        case passed
        /// Commands to a phone, which only a PBX may send.
        case commandFromPBX
        /// 489.
        case refused
    }

    var treatment: Treatment {
        switch self {
        case .dialog: .monitored(rebuild: .document(.dialog))
        case .presence: .monitored(rebuild: .document(.presence))
        case .conference: .monitored(rebuild: .document(.conference))
        case .callInfo, .lineSeize: .monitored(rebuild: .appearances)
        case .watcherInfo, .featureEvent, .registration: .own
        case .messageSummary, .deviceProfile, .refer, .listed: .passed
        case .talk, .hold, .checkSync: .commandFromPBX
        case .unknown: .refused
        }
    }

    /// Whether it tells about a person's calls.
    var isMonitored: Bool {
        if case .monitored = treatment { true } else { false }
    }

    private static let names: [(name: [UInt8], package: EventPackage)] = [
        (Array("dialog".utf8), .dialog), (Array("presence".utf8), .presence), (Array("call-info".utf8), .callInfo),
        (Array("line-seize".utf8), .lineSeize), (Array("conference".utf8), .conference),
        (Array("as-feature-event".utf8), .featureEvent), (Array("reg".utf8), .registration),
        (Array("message-summary".utf8), .messageSummary), (Array("ua-profile".utf8), .deviceProfile),
        (Array("refer".utf8), .refer), (Array("talk".utf8), .talk), (Array("hold".utf8), .hold),
        (Array("check-sync".utf8), .checkSync),
    ]

    /// The package's token as it is registered; empty for those that have none of ours.
    var name: [UInt8] { Self.names.first { $0.package == self }?.name ?? [] }

    private static let watcherInfoSuffix = Array(".winfo".utf8)

    /// Reads an event-type token, ASCII case-insensitive. A template other than `winfo` makes the package unknown.
    init(_ token: Span<UInt8>, passing listed: [[UInt8]]) {
        for entry in Self.names where ASCII.equalFolded(token, entry.name.span) {
            self = entry.package
            return
        }
        let suffix = Self.watcherInfoSuffix
        if token.count > suffix.count,
            ASCII.equalFolded(token.extracting((token.count - suffix.count)..<token.count), suffix.span)
        {
            self = .watcherInfo
            return
        }
        for name in listed where ASCII.equalFolded(token, name.span) {
            self = .listed
            return
        }
        self = .unknown
    }
}
