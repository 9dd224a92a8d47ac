/// Makes the status-only body of a NOTIFY: rebuilt from what was understood, never edited.
public enum BodyRebuilder {
    /// The body for a watcher who may see the status of `resource` and nothing else.
    ///
    /// The document is chosen by its root element, not by the event package: Asterisk answers `Event: dialog` with PIDF
    /// if the phone accepts only that. What cannot be understood becomes the safe body of the package: a full
    /// dialog-info with one terminated dialog, PIDF or XPIDF closed, or a conference of which nothing is said. It never throws and never waits; time and memory are
    /// linear in `body` and bounded by `Limits`.
    ///
    /// - Parameters:
    ///   - body: the NOTIFY's body, without any bytes after Content-Length.
    ///   - contentType: the value of Content-Type, empty if there is none.
    ///   - isEncoded: whether there is a Content-Encoding other than identity.
    ///   - package: which safe body to make.
    ///   - resource: the subscription's record.
    ///   - pseudonym: gives a dialog id's pseudonym, the same for the same id over the subscription and telling nothing
    ///     of the id (an HMAC); its ASCII letters and digits are written.
    public static func rebuild(
        _ body: Span<UInt8>,
        contentType: Span<UInt8>,
        contentEncoding isEncoded: Bool,
        package: MonitoredPackage,
        resource: SubscribedResource,
        pseudonym: (Span<UInt8>) -> String
    ) -> RebuiltBody {
        let mediaType = MediaType.read(contentType)
        do throws(XMLError) {
            if isEncoded { throw .refused(.compressedBody) }
            if case .refused(let reason) = mediaType { throw .refused(reason) }
            let (document, outcome) = try read(body, statuses: resource.statuses)
            switch document {
            case .dialogInfo(let info):
                let bytes = DialogInfoWriter.write(info, of: resource, body, pseudonym: pseudonym)
                return RebuiltBody(contentType: DialogInfoWriter.contentType, bytes: bytes, outcome: outcome)
            case .presence(let presence):
                let bytes = PresenceWriter.write(presence, of: resource)
                return RebuiltBody(contentType: presenceType(mediaType), bytes: bytes, outcome: outcome)
            case .xpidf(let document):
                let bytes = XPIDFWriter.write(document, of: resource)
                return RebuiltBody(contentType: xpidfType(mediaType), bytes: bytes, outcome: outcome)
            case .conference(let info):
                let bytes = ConferenceInfoWriter.write(info, of: resource)
                return RebuiltBody(contentType: ConferenceInfoWriter.contentType, bytes: bytes, outcome: outcome)
            }
        } catch {
            let version = isEncoded ? 0 : MonitoringDocument.version(of: body)
            let isXPIDF = promisesXPIDF(mediaType, isEncoded ? Span() : body)
            return safeBody(reason(of: error), version: version, isXPIDF: isXPIDF, mediaType, package, resource)
        }
    }

    /// Reads the document strictly, and if it is broken, tolerantly.
    private static func read(
        _ body: Span<UInt8>,
        statuses: [String]
    ) throws(XMLError) -> (MonitoringDocument, RebuiltBody.Outcome) {
        if body.isEmpty { throw .refused(.emptyBody) }
        if body.count > Limits.bodyBytesMax { throw .refused(.bodyTooLarge) }
        if UTF8Text.isWide(body) { throw .refused(.unsupportedEncoding) }
        let start = UTF8Text.markLength(body)
        if UTF8Text.isXML(body) {
            do throws(XMLError) {
                var source = StrictTokenizer(start: start)
                return (try MonitoringDocument.read(from: &source, body, statuses: statuses), .strict)
            } catch {
                guard case .malformed = error else { throw error }
            }
        }
        var source = TolerantScanner(start: start)
        return (try MonitoringDocument.read(from: &source, body, statuses: statuses), .tolerant)
    }

    /// The safe body of the package for a body of which not even the label is looked at.
    static func safeBody(
        _ reason: FailureReason,
        _ package: MonitoredPackage,
        _ resource: SubscribedResource
    ) -> RebuiltBody {
        safeBody(reason, version: 0, isXPIDF: false, .unspecified, package, resource)
    }

    /// The safe body of the package, which says that nothing goes on.
    private static func safeBody(
        _ reason: FailureReason,
        version: UInt64,
        isXPIDF: Bool,
        _ mediaType: MediaType,
        _ package: MonitoredPackage,
        _ resource: SubscribedResource
    ) -> RebuiltBody {
        switch package {
        case .dialog:
            let bytes = DialogInfoWriter.writeSafe(of: resource, version: version)
            return RebuiltBody(
                contentType: DialogInfoWriter.contentType,
                bytes: bytes,
                outcome: .failedClosed(reason)
            )
        case .presence:
            let bytes = isXPIDF ? XPIDFWriter.writeSafe(of: resource) : PresenceWriter.writeSafe(of: resource)
            let type = isXPIDF ? xpidfType(mediaType) : presenceType(mediaType)
            return RebuiltBody(contentType: type, bytes: bytes, outcome: .failedClosed(reason))
        case .conference:
            let bytes = ConferenceInfoWriter.writeSafe(of: resource, version: version)
            return RebuiltBody(
                contentType: ConferenceInfoWriter.contentType,
                bytes: bytes,
                outcome: .failedClosed(reason)
            )
        }
    }

    /// Whether a phone expects XPIDF: by the label, and by the root where the label can be either.
    private static func promisesXPIDF(_ mediaType: MediaType, _ body: Span<UInt8>) -> Bool {
        switch mediaType {
        case .xpidf: true
        case .cpimPIDF, .unspecified: MonitoringDocument.isXPIDF(body)
        case .dialogInfo, .pidf, .conferenceInfo, .refused: false
        }
    }

    /// PIDF keeps the one other label under which phones accept it.
    private static func presenceType(_ mediaType: MediaType) -> String {
        switch mediaType {
        case .cpimPIDF: PresenceWriter.ciscoContentType
        case .dialogInfo, .pidf, .xpidf, .conferenceInfo, .unspecified, .refused: PresenceWriter.contentType
        }
    }

    /// XPIDF keeps it too: Asterisk and chan_sip send XPIDF under that name to phones which ask for it.
    private static func xpidfType(_ mediaType: MediaType) -> String {
        switch mediaType {
        case .cpimPIDF: PresenceWriter.ciscoContentType
        case .dialogInfo, .pidf, .xpidf, .conferenceInfo, .unspecified, .refused: XPIDFWriter.contentType
        }
    }

    private static func reason(of error: XMLError) -> FailureReason {
        switch error {
        case .malformed: .nothingReadable
        case .refused(let reason): reason
        }
    }
}
