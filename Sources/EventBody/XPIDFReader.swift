/// Reads XPIDF into `XPIDF`. Elements that it does not look for are passed over with all within.
struct XPIDFReader: ElementReader {
    /// What an element is, by its parent.
    enum Place {
        case root, atom, address, status, substatus, note, ignored
    }

    private var document = XPIDF()
    private var address = XPIDF.Address()
    var path: [Place] = [.root]
    var text = TextCollector()
    private let statuses: [String]

    /// Whether the `presence` whose start tag `source` gave last is XPIDF and not PIDF: PBXes use one label for both, so
    /// its first child tells.
    static func isNext<Source: TokenSource>(in source: Source, _ bytes: Span<UInt8>) -> Bool {
        var ahead = source
        for _ in 0..<Limits.tokensAheadMax {
            guard let token = try? ahead.next(bytes) else { return false }
            switch token {
            case .text, .literal: continue
            case .end, .finished: return false
            case .start(let name):
                return bytes.equals(name.local, "presentity") || bytes.equals(name.local, "atom")
            }
        }
        return false
    }

    /// Reads from behind the root's start tag to the end of the document. `statuses` are the custom ones.
    ///
    /// - Throws: what `source` throws; `refused(.nothingReadable)` if no address tells a state.
    static func read<Source: TokenSource>(
        _ source: inout Source,
        _ bytes: Span<UInt8>,
        statuses: [String]
    ) throws(XMLError) -> XPIDF {
        var reader = XPIDFReader(statuses: statuses)
        try reader.readContent(&source, bytes)
        guard reader.document.tellsState else { throw .refused(.nothingReadable) }
        return reader.document
    }

    private init(statuses: [String]) {
        self.statuses = statuses
    }

    static func collects(_ place: Place) -> Bool {
        switch place {
        case .note: true
        default: false
        }
    }

    func place(of name: XMLName, _ bytes: Span<UInt8>) -> Place {
        switch name.namespace {
        case .none, .unresolved: break
        default: return .ignored
        }
        switch path.last {
        case .root where bytes.equals(name.local, "atom"): return .atom
        case .atom where bytes.equals(name.local, "address"): return .address
        case .address where bytes.equals(name.local, "status"): return .status
        case .address where bytes.equals(name.local, "msnsubstatus"): return .substatus
        case .address where bytes.equals(name.local, "note"): return .note
        case .status where bytes.equals(name.local, "note"): return .note
        default: return .ignored
        }
    }

    mutating func enter<Source: TokenSource>(_ place: Place, _ source: Source, _ bytes: Span<UInt8>) {
        switch place {
        case .address:
            address = XPIDF.Address()
        case .status:
            guard address.status == nil, let value = source.attribute("status", bytes) else { return }
            address.status = XPIDF.Status.named(value, bytes)
        case .substatus:
            guard address.substatus == nil, let value = source.attribute("substatus", bytes) else { return }
            address.substatus = XPIDF.Substatus.named(value, bytes)
        case .note:
            text.begin(limit: Limits.noteBytesMax)
        case .root, .atom, .ignored:
            break
        }
    }

    mutating func leave(_ place: Place) {
        switch place {
        case .address: document.meet(address)
        case .note: address.note = address.note.orElse(Note.named(text, statuses: statuses))
        case .root, .atom, .status, .substatus, .ignored: break
        }
    }
}
