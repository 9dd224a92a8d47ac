/// Writes the status-only form of dialog-info.
///
/// Element names have no prefix (phones use unprefixed paths), `<state>` comes before `<local>` as in the schema of
/// RFC 4235 §4.4, and there is never a `<remote>`, call-id or tag: a phone with a remote target would dial it. Of RFC 7463
/// the appearance and its exclusiveness stay; the dialogs that were joined or replaced are handles and go. Of BroadWorks'
/// call park it stays that somebody is parked, not who.
struct DialogInfoWriter {
    /// The media type of what is written.
    static let contentType = "application/dialog-info+xml"

    private var writer: BodyWriter
    private let user: [UInt8]

    /// Writes what `info` says of `resource`. `bytes` is the document that `info` was read from, needed only for
    /// making a pseudonym of each dialog's id; `pseudonym` is as in `BodyRebuilder.rebuild`.
    static func write(
        _ info: DialogInfo,
        of resource: SubscribedResource,
        _ bytes: Span<UInt8>,
        pseudonym: (Span<UInt8>) -> String
    ) -> [UInt8] {
        var document = DialogInfoWriter(resource: resource, dialogs: info.dialogs.count)
        document.open(version: info.version, completeness: info.completeness, isOfSharedLine: info.isOfSharedLine)
        for (index, dialog) in info.dialogs.enumerated() {
            document.openDialog()
            if let id = dialog.id {
                document.writeIdentifier(bytes.extracting(id), pseudonym: pseudonym)
            } else {
                document.writeIdentifier(missingAt: index)
            }
            document.writeRest(of: dialog)
        }
        return document.close()
    }

    /// The document that says least: one dialog, terminated.
    static func writeSafe(of resource: SubscribedResource, version: UInt64) -> [UInt8] {
        var document = DialogInfoWriter(resource: resource, dialogs: 1)
        document.open(version: version, completeness: .full, isOfSharedLine: false)
        document.openDialog()
        if resource.user.isEmpty { document.writeIdentifier(missingAt: 0) } else { document.writer.writeUser() }
        document.writeRest(of: DialogEntry(id: nil, direction: nil))
        return document.close()
    }

    private init(resource: SubscribedResource, dialogs: Int) {
        writer = BodyWriter(resource: resource, capacity: 192 + resource.entity.count + dialogs * 256)
        user = resource.user
    }

    private mutating func open(version: UInt64, completeness: DialogInfo.Completeness, isOfSharedLine: Bool) {
        writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        writer.write("<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\"")
        if isOfSharedLine { writer.write(" xmlns:sa=\"urn:ietf:params:xml:ns:sa-dialog-info\"") }
        writer.write(" version=\"")
        writer.write(version)
        switch completeness {
        case .full: writer.write("\" state=\"full\" entity=\"")
        case .partial: writer.write("\" state=\"partial\" entity=\"")
        }
        writer.writeEntity()
        writer.write("\">\n")
    }

    private mutating func openDialog() {
        writer.write("<dialog id=\"")
    }

    /// An id that is the resource's user is written from the record; any other only as its pseudonym, which stays the
    /// same over the subscription, so that a later partial or terminated document is about the same dialog.
    private mutating func writeIdentifier(_ id: Span<UInt8>, pseudonym: (Span<UInt8>) -> String) {
        if isUser(id) { return writer.writeUser() }
        writer.write("d-")
        writer.writePseudonym(pseudonym(id))
    }

    private mutating func writeIdentifier(missingAt index: Int) {
        writer.write("d-")
        writer.write(UInt64(index + 1))
    }

    private func isUser(_ id: Span<UInt8>) -> Bool {
        guard id.count == user.count else { return false }
        for index in 0..<id.count where id[index] != user[index] { return false }
        return true
    }

    /// Direction, state, hold, and then what other namespaces add (RFC 4235 §4.4). A dialog whose state could not be read is said to be over.
    private mutating func writeRest(of dialog: DialogEntry) {
        if let direction = dialog.direction {
            writer.write("\" direction=\"")
            writer.write(direction.token)
        }
        writer.write("\"><state>")
        writer.write((dialog.state ?? .terminated).token)
        writer.write("</state>")
        switch dialog.hold {
        case .none: break
        case .pval: writeHold("\"><param pname=\"+sip.rendering\" pval=\"no\"/></target></local>")
        case .pvalue: writeHold("\"><param pname=\"+sip.rendering\" pvalue=\"no\"/></target></local>")
        }
        if let appearance = dialog.appearance {
            writer.write("<sa:appearance>")
            writer.write(appearance)
            writer.write("</sa:appearance>")
        }
        if let isExclusive = dialog.isExclusive {
            writer.write(isExclusive ? "<sa:exclusive>true</sa:exclusive>" : "<sa:exclusive>false</sa:exclusive>")
        }
        if dialog.isParked {
            writer.write("<bw:callpark xmlns:bw=\"http://schema.broadsoft.com/callpark\"><bw:parked/></bw:callpark>")
        }
        writer.write("</dialog>\n")
    }

    private mutating func writeHold(_ parameter: StaticString) {
        writer.write("<local><target uri=\"")
        writer.writeEntity()
        writer.write(parameter)
    }

    private consuming func close() -> [UInt8] {
        writer.write("</dialog-info>\n")
        return writer.bytes
    }
}
