/// Makes the body of a list NOTIFY (RFC 4662): each member as the watcher may see that member, judged anew.
///
/// The policy is asked for the URI under which the list's document names a member; the part that an instance of it names
/// by `cid` is then forwarded byte for byte, rebuilt, or left out. A part that no member names is never sent.
public struct ListRebuilder {
    /// Gives what the watcher may see of the member with this URI.
    public typealias Judge = ([UInt8]) -> ListMember
    /// As in `BodyRebuilder.rebuild`.
    public typealias Pseudonym = (Span<UInt8>) -> String

    let package: MonitoredPackage
    let judge: Judge
    let pseudonym: Pseudonym
    private var failure: FailureReason?
    private var isStrict = true
    private var isWhole = true

    /// The rebuilt list, and whether the one that came could go as it is. Nil when the body is no resource list and does
    /// not say that it is one. Never throws; time and memory are bounded by `Limits`.
    ///
    /// What says that it is a list and cannot be read becomes a list in which nothing has changed. (A list without
    /// members that claims to be full would take every key off the phone; a single document would be about nobody.)
    ///
    /// - Parameters:
    ///   - list: the subscription's record; its URI becomes the list's.
    ///   - judge: asked once for each member, in the order of the document.
    ///   - body, contentType, isEncoded, package, pseudonym: as in `BodyRebuilder.rebuild`.
    public static func rebuild(
        _ body: [UInt8],
        contentType: [UInt8],
        contentEncoding isEncoded: Bool,
        package: MonitoredPackage,
        list: SubscribedResource,
        judge: @escaping Judge,
        pseudonym: @escaping Pseudonym
    ) -> RebuiltList? {
        var rebuilder = ListRebuilder(package: package, judge: judge, pseudonym: pseudonym)
        let made = rebuilder.rebuild(body, contentType, isEncoded: isEncoded, of: list, depth: 1)
        guard let made else { return nil }
        let outcome: RebuiltBody.Outcome =
            if let failure = rebuilder.failure {
                .failedClosed(failure)
            } else {
                rebuilder.isStrict ? .strict : .tolerant
            }
        return RebuiltList(
            body: RebuiltBody(contentType: made.contentType, bytes: made.bytes, outcome: outcome),
            isWhole: rebuilder.isWhole
        )
    }

    /// A body and its type.
    struct Written {
        var contentType: String
        var bytes: [UInt8]
    }

    /// One list, at the top or nested `depth - 1` deep.
    mutating func rebuild(
        _ body: [UInt8],
        _ contentType: [UInt8],
        isEncoded: Bool,
        of list: SubscribedResource,
        depth: Int
    ) -> Written? {
        switch MultipartType.read(contentType.span) {
        case .other: return nil
        case .brokenList: return nothingNew(in: list, .resourceList)
        case .related(let related):
            if isEncoded { return related.isDeclaredList ? nothingNew(in: list, .compressedBody) : nil }
            if body.count > Limits.bodyBytesMax { return nothingNew(in: list, .bodyTooLarge) }
            if depth > Limits.listDepthMax { return nothingNew(in: list, .tooComplex) }
            guard let source = ListSource.read(body, related) else {
                return related.isDeclaredList ? nothingNew(in: list, .resourceList) : nil
            }
            isWhole = isWhole && source.isClean
            isStrict = isStrict && source.document.isStrict
            return write(source, related, of: list, depth: depth)
        }
    }

    /// A list in which nothing has changed.
    mutating func nothingNew(in list: SubscribedResource, _ reason: FailureReason) -> Written {
        fail(reason)
        var writer = MultipartWriter(boundary: Array("earshot-list".utf8))
        let content = ResourceListWriter.write([], version: 0, isFullState: false, of: list)
        writer.add(
            MultipartWriter.Part(
                contentType: ResourceListWriter.contentType,
                contentID: ListIdentifier.ownRoot,
                namesEncoding: false,
                content: content
            )
        )
        let type = writer.contentType(start: nil)
        return Written(contentType: type, bytes: writer.close())
    }

    /// Notes that something could not be used; the first reason is the one that is told.
    mutating func fail(_ reason: FailureReason) {
        failure = failure ?? reason
        isWhole = false
    }

    /// Notes that something is withheld from the watcher.
    mutating func withhold() { isWhole = false }

    /// Notes how well a part was understood.
    mutating func note(_ outcome: RebuiltBody.Outcome) {
        switch outcome {
        case .strict: break
        case .tolerant: isStrict = false
        case .failedClosed(let reason): fail(reason)
        }
    }

    init(package: MonitoredPackage, judge: @escaping Judge, pseudonym: @escaping Pseudonym) {
        self.package = package
        self.judge = judge
        self.pseudonym = pseudonym
    }
}
