/// Reads RLMI (RFC 4662 §5) into `ResourceList`. Elements that it does not look for are passed over with all within.
struct ResourceListReader: ElementReader {
    /// What an element is, by its parent.
    enum Place {
        case root, resource, name, instance, ignored
    }

    private var list = ResourceList()
    var path: [Place] = [.root]
    var text = TextCollector()

    /// The list in `bytes`, read strictly, and if it is broken, tolerantly; nil if it is no RLMI or over a limit.
    static func read(_ bytes: Span<UInt8>) -> ResourceList? {
        guard !bytes.isEmpty, bytes.count <= Limits.bodyBytesMax, !UTF8Text.isWide(bytes) else { return nil }
        let start = UTF8Text.markLength(bytes)
        if UTF8Text.isXML(bytes) {
            do throws(XMLError) {
                var source = StrictTokenizer(start: start)
                return try read(from: &source, bytes)
            } catch {
                guard case .malformed = error else { return nil }
            }
        }
        var source = TolerantScanner(start: start)
        guard var list = try? read(from: &source, bytes), !source.isTruncated || !list.resources.isEmpty else {
            return nil
        }
        list.isStrict = false
        return list
    }

    private static func read<Source: TokenSource>(
        from source: inout Source,
        _ bytes: Span<UInt8>
    ) throws(XMLError) -> ResourceList {
        guard case .start(let root) = try source.next(bytes), bytes.equals(root.local, "list"), isRLMI(root) else {
            throw .refused(.unknownRoot)
        }
        var reader = ResourceListReader()
        if let version = source.attribute("version", bytes) {
            reader.list.version = DialogInfo.version(version, bytes) ?? 0
        }
        if let full = source.attribute("fullState", bytes) {
            reader.list.isFullState = bytes.equalsIgnoringCase(full, "true") || bytes.equals(full, "1")
        }
        try reader.readContent(&source, bytes)
        return reader.list
    }

    private static func isRLMI(_ name: XMLName) -> Bool {
        switch name.namespace {
        case .rlmi, .none, .unresolved: true
        default: false
        }
    }

    static func collects(_ place: Place) -> Bool {
        switch place {
        case .name: true
        default: false
        }
    }

    func place(of name: XMLName, _ bytes: Span<UInt8>) -> Place {
        guard Self.isRLMI(name) else { return .ignored }
        switch path.last {
        case .root where bytes.equals(name.local, "resource"): return .resource
        case .resource where bytes.equals(name.local, "name"): return .name
        case .resource where bytes.equals(name.local, "instance"): return .instance
        default: return .ignored
        }
    }

    mutating func enter<Source: TokenSource>(
        _ place: Place,
        _ source: Source,
        _ bytes: Span<UInt8>
    ) throws(XMLError) {
        switch place {
        case .resource:
            guard list.resources.count < Limits.resourcesMax else { throw .refused(.tooComplex) }
            let uri = value(of: "uri", limit: Limits.resourceURIBytesMax, source, bytes)
            list.resources.append(ResourceList.Resource(uri: uri))
        case .name:
            text.begin(limit: Limits.noteBytesMax)
        case .instance:
            guard let last = list.resources.indices.last else { return }
            guard list.resources[last].instances.count < Limits.instancesMax else { throw .refused(.tooComplex) }
            list.resources[last].instances.append(instance(source, bytes))
        case .root, .ignored:
            break
        }
    }

    /// An instance whose state cannot be read is pending: nothing is known of it yet.
    private mutating func instance<Source: TokenSource>(
        _ source: Source,
        _ bytes: Span<UInt8>
    ) -> ResourceList.Instance {
        var instance = ResourceList.Instance(state: .pending)
        instance.id = value(of: "id", limit: Limits.contentIDBytesMax, source, bytes) ?? []
        instance.cid = value(of: "cid", limit: Limits.contentIDBytesMax, source, bytes)
        if let state = source.attribute("state", bytes) {
            for known in ResourceList.State.allCases where bytes.equalsIgnoringCase(state, known.token) {
                instance.state = known
            }
        }
        if let reason = source.attribute("reason", bytes) {
            for known in ResourceList.Reason.allCases where bytes.equalsIgnoringCase(reason, known.token) {
                instance.reason = known
            }
        }
        return instance
    }

    /// The value of an attribute, references replaced; nil if it is missing, empty or too long.
    private mutating func value<Source: TokenSource>(
        of name: StaticString,
        limit: Int,
        _ source: Source,
        _ bytes: Span<UInt8>
    ) -> [UInt8]? {
        guard let range = source.attribute(name, bytes) else { return nil }
        text.begin(limit: limit)
        text.appendText(range, bytes)
        return text.isOverflowing || text.bytes.isEmpty ? nil : text.bytes
    }

    mutating func leave(_ place: Place) {
        guard place == .name, let last = list.resources.indices.last, list.resources[last].name == nil,
            !text.isOverflowing
        else {
            return
        }
        list.resources[last].name = text.bytes
    }
}
