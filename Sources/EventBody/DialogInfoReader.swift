/// Reads dialog-info (RFC 4235) into `DialogInfo`. Elements that it does not look for are passed over with all within.
struct DialogInfoReader: ElementReader {
    /// What an element is, by its parent.
    enum Place {
        case root, dialog, state, appearance, exclusive, local, localTarget, parameter, callPark, parked, ignored
    }

    private var info = DialogInfo()
    var path: [Place] = [.root]
    var text = TextCollector()

    /// Reads from behind the root's start tag to the end of the document.
    ///
    /// - Throws: what `source` throws; `refused(.tooManyDialogs)`; `refused(.nothingReadable)` if no dialog has a state
    ///   that can be read, or the document ends before it lists any.
    static func read<Source: TokenSource>(
        _ source: inout Source,
        _ bytes: Span<UInt8>
    ) throws(XMLError) -> DialogInfo {
        var reader = DialogInfoReader()
        reader.path.reserveCapacity(Limits.depthMax)
        reader.readRoot(source, bytes)
        try reader.readContent(&source, bytes)
        guard reader.info.tellsState, !(source.isTruncated && reader.info.dialogs.isEmpty) else {
            throw .refused(.nothingReadable)
        }
        return reader.info
    }

    private mutating func readRoot<Source: TokenSource>(_ source: Source, _ bytes: Span<UInt8>) {
        if let version = source.attribute("version", bytes) {
            info.version = DialogInfo.version(version, bytes) ?? 0
        }
        if let state = source.attribute("state", bytes), bytes.equalsIgnoringCase(state, "partial") {
            info.completeness = .partial
        }
    }

    mutating func leave(_ place: Place) {
        switch place {
        case .state:
            if let state = DialogEntry.State.named(text) { update { $0.settle(state) } }
        case .appearance:
            guard let number = text.number(max: Limits.appearanceMax), number > 0 else { return }
            update { $0.appearance = $0.appearance ?? number }
        case .exclusive:
            guard let isExclusive = text.truth else { return }
            update { $0.isExclusive = $0.isExclusive ?? isExclusive }
        case .root, .dialog, .local, .localTarget, .parameter, .callPark, .parked, .ignored:
            break
        }
    }

    static func collects(_ place: Place) -> Bool {
        switch place {
        case .state, .appearance, .exclusive: true
        default: false
        }
    }

    /// What an element is, by its parent: a `<state>` in a caller's name is no child of `<dialog>`.
    func place(of name: XMLName, _ bytes: Span<UInt8>) -> Place {
        switch name.namespace {
        case .dialogInfo, .none, .unresolved: break
        case .sharedAppearance where path.last == .dialog:
            if bytes.equals(name.local, "appearance") { return .appearance }
            return bytes.equals(name.local, "exclusive") ? .exclusive : .ignored
        case .callPark where path.last == .dialog:
            return bytes.equals(name.local, "callpark") ? .callPark : .ignored
        case .callPark where path.last == .callPark:
            return bytes.equals(name.local, "parked") ? .parked : .ignored
        default: return .ignored
        }
        switch path.last {
        case .root where bytes.equals(name.local, "dialog"): return .dialog
        case .dialog where bytes.equals(name.local, "state"): return .state
        case .dialog where bytes.equals(name.local, "local"): return .local
        case .local where bytes.equals(name.local, "target"): return .localTarget
        case .localTarget where bytes.equals(name.local, "param"): return .parameter
        default: return .ignored
        }
    }

    mutating func enter<Source: TokenSource>(
        _ place: Place,
        _ source: Source,
        _ bytes: Span<UInt8>
    ) throws(XMLError) {
        switch place {
        case .dialog:
            guard info.dialogs.count < Limits.dialogsMax else { throw .refused(.tooManyDialogs) }
            let id = source.attribute("id", bytes).flatMap { $0.isEmpty ? nil : $0 }
            let direction = source.attribute("direction", bytes).flatMap { DialogEntry.Direction.named($0, bytes) }
            info.dialogs.append(DialogEntry(id: id, direction: direction))
        case .state, .appearance, .exclusive:
            text.begin(limit: Limits.tokenBytesMax)
        case .parameter:
            readParameter(source, bytes)
        case .local, .callPark:
            update { $0.hasParty = true }
        case .parked:
            update { $0.isParked = true }
        case .ignored:
            if path.count >= 2, path[path.count - 2] == .dialog { update { $0.hasParty = true } }
        case .root, .localTarget:
            break
        }
    }

    /// `+sip.rendering` of the local target. The remote party's is not read: what it renders is about the caller, and
    /// phones light the lamp by the local one.
    private mutating func readParameter<Source: TokenSource>(_ source: Source, _ bytes: Span<UInt8>) {
        guard let name = source.attribute("pname", bytes), bytes.equalsIgnoringCase(name, "+sip.rendering") else {
            return
        }
        if let value = source.attribute("pval", bytes), bytes.equalsIgnoringCase(value, "no") {
            update { $0.hold = .pval }
        } else if let value = source.attribute("pvalue", bytes), bytes.equalsIgnoringCase(value, "no") {
            update { $0.hold = .pvalue }
        }
    }

    private mutating func update(_ change: (inout DialogEntry) -> Void) {
        guard let last = info.dialogs.indices.last else { return }
        change(&info.dialogs[last])
    }
}
