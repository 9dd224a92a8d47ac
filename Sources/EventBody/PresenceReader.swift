/// Reads PIDF into `Presence`. Elements that it does not look for are passed over with all within.
struct PresenceReader: ElementReader {
    /// What an element is, by its parent.
    enum Place {
        case root, tuple, tupleStatus, contact, person, personStatus, device, activities, activity(Activity, Namespace)
        case basic(ofPerson: Bool), digium
        case note(NotePlace)
        case ignored
    }

    /// Whose note it is.
    enum NotePlace {
        case document, tuple, person
    }

    private var presence = Presence()
    var path: [Place] = [.root]
    var text = TextCollector()
    private let statuses: [String]

    /// Reads from behind the root's start tag to the end of the document. `statuses` are the custom ones.
    ///
    /// - Throws: what `source` throws; `refused(.nothingReadable)` if a document that has content
    ///   or is cut off tells no state.
    static func read<Source: TokenSource>(
        _ source: inout Source,
        _ bytes: Span<UInt8>,
        statuses: [String]
    ) throws(XMLError) -> Presence {
        var reader = PresenceReader(statuses: statuses)
        reader.path.reserveCapacity(Limits.depthMax)
        try reader.readContent(&source, bytes)
        let isEmpty = !reader.presence.hasTuple && !reader.presence.hasPerson && !source.isTruncated
        guard reader.presence.tellsState || isEmpty else { throw .refused(.nothingReadable) }
        return reader.presence
    }

    private init(statuses: [String]) {
        self.statuses = statuses
    }

    static func collects(_ place: Place) -> Bool {
        switch place {
        case .basic, .note, .digium: true
        default: false
        }
    }

    func place(of name: XMLName, _ bytes: Span<UInt8>) -> Place {
        guard name.namespace != .other else { return .ignored }
        switch path.last {
        case .root: return placeInRoot(name, bytes)
        case .tuple: return placeInTuple(name, bytes)
        case .tupleStatus: return placeInStatus(name, bytes, ofPerson: false)
        case .person:
            if bytes.equals(name.local, "status") { return .personStatus }
            if bytes.equals(name.local, "activities"), isRPID(name) { return .activities }
            return bytes.equals(name.local, "note") ? .note(.person) : .ignored
        case .personStatus: return placeInStatus(name, bytes, ofPerson: true)
        case .device: return bytes.equals(name.local, "note") ? .note(.person) : .ignored
        case .activities:
            if bytes.equals(name.local, "note") { return .note(.person) }
            guard isRPID(name), let activity = Activity.named(name.local, bytes) else { return .ignored }
            return .activity(activity, name.namespace)
        default: return .ignored
        }
    }

    private func placeInRoot(_ name: XMLName, _ bytes: Span<UInt8>) -> Place {
        if isPIDF(name) {
            if bytes.equals(name.local, "tuple") { return .tuple }
            if bytes.equals(name.local, "note") { return .note(.document) }
        }
        if bytes.equals(name.local, "person") { return .person }
        if bytes.equals(name.local, "device") { return .device }
        return bytes.equals(name.local, "note") ? .note(.document) : .ignored
    }

    private func placeInTuple(_ name: XMLName, _ bytes: Span<UInt8>) -> Place {
        guard isPIDF(name) else { return bytes.equals(name.local, "note") ? .note(.tuple) : .ignored }
        if bytes.equals(name.local, "status") { return .tupleStatus }
        if bytes.equals(name.local, "contact") { return .contact }
        return bytes.equals(name.local, "note") ? .note(.tuple) : .ignored
    }

    private func placeInStatus(_ name: XMLName, _ bytes: Span<UInt8>, ofPerson: Bool) -> Place {
        if bytes.equals(name.local, "basic"), isPIDF(name) { return .basic(ofPerson: ofPerson) }
        if bytes.equals(name.local, "activities"), isRPID(name) { return .activities }
        if bytes.equals(name.local, "digium_presence"), isPIDF(name) { return .digium }
        if bytes.equals(name.local, "note") { return .note(ofPerson ? .person : .tuple) }
        return .ignored
    }

    private func isPIDF(_ name: XMLName) -> Bool {
        switch name.namespace {
        case .pidf, .none, .unresolved: true
        default: false
        }
    }

    private func isRPID(_ name: XMLName) -> Bool {
        switch name.namespace {
        case .rpid, .statusRPID, .ciscoRPID, .unresolved: true
        default: false
        }
    }

    mutating func enter<Source: TokenSource>(_ place: Place, _ source: Source, _ bytes: Span<UInt8>) {
        switch place {
        case .tuple: presence.hasTuple = true
        case .contact: presence.hasContact = true
        case .basic: text.begin(limit: Limits.tokenBytesMax)
        case .note: text.begin(limit: Limits.noteBytesMax)
        case .activity(let activity, .statusRPID): presence.statusActivities.insert(activity)
        case .activity(let activity, .ciscoRPID): presence.ciscoActivities.insert(activity)
        case .activity(let activity, _): presence.activities.insert(activity)
        case .digium:
            if let type = source.attribute("type", bytes) { presence.digium = DigiumPresence.named(type, bytes) }
            if let subtype = source.attribute("subtype", bytes) {
                text.begin(limit: Limits.noteBytesMax)
                text.appendText(subtype, bytes)
                presence.digiumSubtype = customStatus
            }
            text.begin(limit: Limits.noteBytesMax)
        case .root, .tupleStatus, .person, .personStatus, .device, .activities, .ignored: break
        }
    }

    mutating func leave(_ place: Place) {
        switch place {
        case .basic(let ofPerson):
            guard let basic = Presence.Basic.named(text) else { return }
            if ofPerson { presence.meetPerson(basic) } else { presence.meetTuple(basic) }
        case .note(let place):
            let note = Note.named(text, statuses: statuses)
            switch place {
            case .document: presence.meetDocument(note)
            case .tuple: presence.meetTuple(note)
            case .person: presence.meetPerson(note)
            }
        case .digium:
            presence.digiumText = customStatus
        default:
            break
        }
    }

    /// The custom status that the collected text is.
    private var customStatus: Int? {
        if case .status(let index) = Note.named(text, statuses: statuses) { return index }
        return nil
    }
}
