extension ListRebuilder {
    /// A member with its parts, before the identifiers of the parts are settled.
    private struct Draft {
        var resource: SubscribedResource
        var name: DisclosedName?
        var instances: [(instance: ResourceListWriter.Instance, part: MemberPart?)]
    }

    /// Writes a list that was understood.
    mutating func write(
        _ source: ListSource,
        _ type: MultipartType.Related,
        of list: SubscribedResource,
        depth: Int
    ) -> Written {
        if source.strayParts > 0 { fail(.listPart) }
        var drafts = self.drafts(of: source, depth: depth)
        var withheld = source.parts.map { source.bytes.span.bytes(in: $0.content) }
        for draft in drafts { withheld += draft.instances.compactMap { $0.part?.withheld } }
        let boundary = identifier(type.boundary, Limits.boundaryBytesMax, own: list.entity, besides: withheld)
        let rootID = source.root.contentID.map {
            identifier($0, Limits.identifierBytesMax, own: list.entity, besides: withheld)
        }
        var writer = MultipartWriter(boundary: boundary.bytes)
        var parts: [MultipartWriter.Part] = []
        for member in drafts.indices {
            for index in drafts[member].instances.indices {
                guard let made = drafts[member].instances[index].part else { continue }
                guard writer.canHold(made.part.content) else {
                    fail(.listPart)
                    continue
                }
                let own = drafts[member].resource.entity
                let id = identifier(made.identifier, Limits.identifierBytesMax, own: own, besides: [made.withheld])
                drafts[member].instances[index].instance.cid = id
                parts.append(made.part.identified(by: id))
            }
        }
        let document = ResourceListWriter.write(
            drafts.map { .init(resource: $0.resource, name: $0.name, instances: $0.instances.map(\.instance)) },
            version: source.document.version,
            isFullState: source.document.isFullState,
            of: list
        )
        guard writer.canHold(document) else { return nothingNew(in: list, .resourceList) }
        writer.add(root(source, document, rootID))
        for part in parts { writer.add(part) }
        let contentType = writer.contentType(start: type.start == nil ? nil : rootID)
        return Written(contentType: contentType, bytes: writer.close())
    }

    private func root(
        _ source: ListSource,
        _ document: [UInt8],
        _ id: ListIdentifier?
    ) -> MultipartWriter.Part {
        let type = source.root.contentType.map { source.bytes.span.bytes(in: $0) } ?? []
        return MultipartWriter.Part(
            contentType: ResourceListWriter.contentType + (MediaEssence.charset(of: type.span) ?? []),
            contentID: id,
            contentIDForm: source.root.contentIDForm,
            namesEncoding: source.root.transferEncoding != .none,
            content: document
        )
    }

    private func identifier(
        _ original: [UInt8],
        _ bytesMax: Int,
        own: [UInt8],
        besides documents: [[UInt8]]
    ) -> ListIdentifier {
        ListIdentifier(original, bytesMax: bytesMax, own: own, besides: documents, pseudonym: pseudonym)
    }

    /// Every member that can be named, once: what is said of one a second time is dropped.
    private mutating func drafts(of source: ListSource, depth: Int) -> [Draft] {
        var drafts: [Draft] = []
        var seen: Set<[UInt8]> = []
        for resource in source.document.resources {
            guard let uri = resource.uri else {
                fail(.listPart)
                continue
            }
            let member = judge(uri)
            guard let record = member.resource else {
                withhold()
                continue
            }
            guard seen.insert(record.entity).inserted else {
                fail(.listPart)
                continue
            }
            switch member {
            case .full:
                drafts.append(draft(of: resource, member, record, source, depth: depth))
            case .status:
                withhold()
                drafts.append(draft(of: resource, member, record, source, depth: depth))
            case .refused(_, let isNamed):
                withhold()
                if isNamed || source.document.isStrict { drafts.append(refusal(of: resource, record)) }
            case .unknown:
                // It has no record, and was left out above.
                break
            }
        }
        return drafts
    }

    private mutating func draft(
        of resource: ResourceList.Resource,
        _ member: ListMember,
        _ record: SubscribedResource,
        _ source: ListSource,
        depth: Int
    ) -> Draft {
        var draft = Draft(resource: record, name: nil, instances: [])
        // Where the document is broken, its name may be markup of somebody's.
        if source.document.isStrict { draft.name = DisclosedName(resource.name, of: member) }
        for (index, instance) in resource.instances.enumerated() {
            var part: MemberPart?
            if let cid = instance.cid {
                if let found = source.part(named: cid) {
                    part = self.part(found, of: source, member, record, depth: depth)
                    part?.part.contentIDForm = found.contentIDForm
                } else {
                    fail(.listPart)
                }
            }
            let written = ResourceListWriter.Instance(
                id: instanceID(instance.id, index, of: record),
                state: instance.state,
                reason: instance.reason,
                cid: nil
            )
            draft.instances.append((written, part))
        }
        return draft
    }

    /// RFC 4662 §5.5: the notifier has been refused, for all that the watcher is to know.
    private func refusal(of resource: ResourceList.Resource, _ record: SubscribedResource) -> Draft {
        let instance = ResourceListWriter.Instance(
            id: instanceID(resource.instances.first?.id ?? [], 0, of: record),
            state: .terminated,
            reason: .rejected,
            cid: nil
        )
        return Draft(resource: record, name: nil, instances: [(instance, nil)])
    }

    /// The same for the same instance of the same member, over the subscription.
    private func instanceID(_ id: [UInt8], _ index: Int, of resource: SubscribedResource) -> String {
        let key = resource.entity + [1] + (id.isEmpty ? Array("\(index)".utf8) : id)
        return pseudonym(key.span)
    }
}
