/// Reads a conference document (RFC 4575) into `ConferenceInfo`. Elements that it does not look for are passed over with
/// all within: the users are counted, and nothing of them is read but whether they are leaving.
struct ConferenceInfoReader: ElementReader {
    /// What an element is, by its parent.
    enum Place {
        case root, state, userCount, active, users, user, ignored
    }

    private var info = ConferenceInfo()
    var path: [Place] = [.root]
    var text = TextCollector()
    private var users: UInt64?

    /// Reads from behind the root's start tag to the end of the document.
    ///
    /// - Throws: what `source` throws; `refused(.nothingReadable)` if the document is cut off before it tells anything.
    static func read<Source: TokenSource>(
        _ source: inout Source,
        _ bytes: Span<UInt8>
    ) throws(XMLError) -> ConferenceInfo {
        var reader = ConferenceInfoReader()
        if let version = source.attribute("version", bytes) {
            reader.info.version = DialogInfo.version(version, bytes) ?? 0
        }
        if let state = source.attribute("state", bytes), bytes.equalsIgnoringCase(state, "partial") {
            reader.info.completeness = .partial
        }
        try reader.readContent(&source, bytes)
        // Users that were cut off cannot be counted.
        if !source.isTruncated, reader.info.completeness == .full, let users = reader.users, users <= Limits.usersMax {
            reader.info.userCount = reader.info.userCount ?? users
        }
        guard !source.isTruncated || reader.info.userCount != nil || reader.info.isActive != nil else {
            throw .refused(.nothingReadable)
        }
        return reader.info
    }

    static func collects(_ place: Place) -> Bool {
        switch place {
        case .userCount, .active: true
        default: false
        }
    }

    func place(of name: XMLName, _ bytes: Span<UInt8>) -> Place {
        switch name.namespace {
        case .conferenceInfo, .none, .unresolved: break
        default: return .ignored
        }
        switch path.last {
        case .root where bytes.equals(name.local, "conference-state"): return .state
        case .root where bytes.equals(name.local, "users"): return .users
        case .state where bytes.equals(name.local, "user-count"): return .userCount
        case .state where bytes.equals(name.local, "active"): return .active
        case .users where bytes.equals(name.local, "user"): return .user
        default: return .ignored
        }
    }

    mutating func enter<Source: TokenSource>(_ place: Place, _ source: Source, _ bytes: Span<UInt8>) {
        switch place {
        case .userCount, .active:
            text.begin(limit: Limits.tokenBytesMax)
        case .users:
            // A list of changes says nothing of how many there are.
            if let state = source.attribute("state", bytes), bytes.equalsIgnoringCase(state, "partial") {
                info.completeness = .partial
            }
            users = users ?? 0
        case .user:
            if let state = source.attribute("state", bytes), bytes.equalsIgnoringCase(state, "deleted") { return }
            users = (users ?? 0) + 1
        case .root, .state, .ignored:
            break
        }
    }

    mutating func leave(_ place: Place) {
        switch place {
        case .userCount: info.userCount = info.userCount ?? text.number(max: Limits.usersMax)
        case .active: info.isActive = info.isActive ?? text.truth
        case .root, .state, .users, .user, .ignored: break
        }
    }
}
