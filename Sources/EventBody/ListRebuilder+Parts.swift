/// One member's part as it is written; its identifier is found once the boundary is known.
struct MemberPart {
    /// The Content-ID as it came.
    var identifier: [UInt8]
    /// The part.
    var part: MultipartWriter.Part
    /// What came in its place and is withheld; empty where it is forwarded as it came.
    var withheld: [UInt8]
}

extension ListRebuilder {
    /// The part of one member, as the watcher may see it; nil if there must be none.
    mutating func part(
        _ part: BodyPart,
        of source: ListSource,
        _ member: ListMember,
        _ resource: SubscribedResource,
        depth: Int
    ) -> MemberPart? {
        guard let identifier = part.contentID else { return nil }
        let bytes = source.bytes.span
        let type = part.contentType.map { bytes.bytes(in: $0) } ?? []
        guard part.isReadable, let content = part.transferEncoding.decode(part.content, bytes) else {
            fail(.listPart)
            let safe = BodyRebuilder.safeBody(.listPart, package, resource)
            return made(safe, identifier, part, charset: [], withheld: bytes.bytes(in: part.content))
        }
        if !part.isCompressed, let nested = rebuild(content, type, isEncoded: false, of: resource, depth: depth + 1) {
            let nestedPart = MultipartWriter.Part(
                contentType: Array(nested.contentType.utf8),
                namesEncoding: part.transferEncoding != .none,
                content: nested.bytes
            )
            return MemberPart(identifier: identifier, part: nestedPart, withheld: content)
        }
        let isSure = source.document.isStrict && part.isTerminated && !part.holdsDelimiter && !part.isCompressed
        if case .full = member, isSure, let written = MediaEssence.forwarded(type.span) {
            let same = MultipartWriter.Part(
                contentType: written,
                namesEncoding: part.transferEncoding != .none,
                content: content
            )
            return MemberPart(identifier: identifier, part: same, withheld: [])
        }
        withhold()
        let key = resource.entity + [0]
        let body = BodyRebuilder.rebuild(
            content.span,
            contentType: type.span,
            contentEncoding: part.isCompressed,
            package: package,
            resource: resource,
            pseudonym: { [pseudonym] id in
                // A call between two members has one id in both documents; its pseudonyms must not say so.
                let keyed = key + id.bytes(in: 0..<id.count)
                return pseudonym(keyed.span)
            }
        )
        note(body.outcome)
        return made(body, identifier, part, charset: MediaEssence.charset(of: type.span) ?? [], withheld: content)
    }

    private func made(
        _ body: RebuiltBody,
        _ identifier: [UInt8],
        _ part: BodyPart,
        charset: [UInt8],
        withheld: [UInt8]
    ) -> MemberPart {
        let written = MultipartWriter.Part(
            contentType: Array(body.contentType.utf8) + charset,
            namesEncoding: part.transferEncoding != .none,
            content: body.bytes
        )
        return MemberPart(identifier: identifier, part: written, withheld: withheld)
    }
}
