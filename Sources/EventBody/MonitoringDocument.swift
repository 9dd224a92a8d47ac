/// A document that was understood, by its root element, whatever the event package or the label said.
enum MonitoringDocument {
    /// RFC 4235.
    case dialogInfo(DialogInfo)
    /// RFC 3863.
    case presence(Presence)
    /// The format before it.
    case xpidf(XPIDF)
    /// RFC 4575.
    case conference(ConferenceInfo)

    /// Reads the whole document from `source`. `statuses` are the organisation's custom ones.
    ///
    /// - Throws: `malformed`, or `refused` for a root that cannot be rebuilt and for all that its reader refuses.
    static func read<Source: TokenSource>(
        from source: inout Source,
        _ bytes: Span<UInt8>,
        statuses: [String]
    ) throws(XMLError) -> MonitoringDocument {
        guard case .start(let root) = try source.next(bytes) else { throw .refused(.nothingReadable) }
        if isXPIDF(root, source, bytes) {
            return .xpidf(try XPIDFReader.read(&source, bytes, statuses: statuses))
        }
        if source.hasDocumentType { throw .refused(.documentType) }
        if bytes.equals(root.local, "dialog-info") {
            switch root.namespace {
            case .dialogInfo, .none, .unresolved: return .dialogInfo(try DialogInfoReader.read(&source, bytes))
            default: throw .refused(.unknownRoot)
            }
        }
        if bytes.equals(root.local, "presence") {
            switch root.namespace {
            case .pidf, .none, .unresolved:
                return .presence(try PresenceReader.read(&source, bytes, statuses: statuses))
            default: throw .refused(.unknownRoot)
            }
        }
        if bytes.equals(root.local, "conference-info") {
            switch root.namespace {
            case .conferenceInfo, .none, .unresolved:
                return .conference(try ConferenceInfoReader.read(&source, bytes))
            default: throw .refused(.unknownRoot)
            }
        }
        if bytes.equals(root.local, "pidf-full") || bytes.equals(root.local, "pidf-diff") {
            throw .refused(.partialPresence)
        }
        throw .refused(bytes.equals(root.local, "list") ? .resourceList : .unknownRoot)
    }

    private static func isXPIDF<Source: TokenSource>(_ root: XMLName, _ source: Source, _ bytes: Span<UInt8>) -> Bool {
        switch root.namespace {
        case .none, .unresolved: bytes.equals(root.local, "presence") && XPIDFReader.isNext(in: source, bytes)
        default: false
        }
    }

    /// Whether a body that is not read any further is XPIDF.
    static func isXPIDF(_ bytes: Span<UInt8>) -> Bool {
        guard let (root, source) = root(of: bytes) else { return false }
        return isXPIDF(root, source, bytes)
    }

    /// The version of a document that is not read any further; 0 if the body does not begin with markup, its first
    /// element is none that has a version, or there is a document type before it.
    static func version(of bytes: Span<UInt8>) -> UInt64 {
        guard let (root, source) = root(of: bytes), !source.hasDocumentType,
            bytes.equals(root.local, "dialog-info") || bytes.equals(root.local, "conference-info"),
            let version = source.attribute("version", bytes)
        else { return 0 }
        return DialogInfo.version(version, bytes) ?? 0
    }

    /// The first element, if it stands near the beginning and only markup before it, and the reader behind it.
    private static func root(of bytes: Span<UInt8>) -> (XMLName, TolerantScanner)? {
        let head = bytes.extracting(0..<min(bytes.count, Limits.versionSearchBytesMax))
        let start = head.trimmed(UTF8Text.markLength(head)..<head.count).lowerBound
        guard !UTF8Text.isWide(head), start < head.count, head[start] == 0x3C else { return nil }
        var source = TolerantScanner(start: start)
        guard let token = try? source.next(head), case .start(let root) = token else { return nil }
        return (root, source)
    }
}
