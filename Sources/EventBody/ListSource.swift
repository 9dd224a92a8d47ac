/// A list body as it came: its document and its parts, tied together as far as they are beyond doubt.
struct ListSource {
    /// The body.
    let bytes: [UInt8]
    /// The document of the root part.
    let document: ResourceList
    /// The root part.
    let root: BodyPart
    /// The others.
    let parts: [BodyPart]
    /// Whether the structure is what RFC 4662 §5 asks for, and every reader sees the same in it.
    let isClean: Bool
    /// The one part of each Content-ID that one part has and one instance names.
    private let partOfIdentifier: [[UInt8]: Int]

    /// Takes a body apart; nil if it has no root part that is readable RLMI.
    static func read(_ body: [UInt8], _ type: MultipartType.Related) -> ListSource? {
        let bytes = body.span
        guard let multipart = Multipart.read(bytes, boundary: type.boundary),
            let position = root(of: multipart, type.start)
        else { return nil }
        let root = multipart.parts[position]
        guard root.isReadable, !root.isCompressed, isRLMI(root, bytes),
            let content = root.transferEncoding.decode(root.content, bytes)
        else { return nil }
        let document = content.span
        guard let list = ResourceListReader.read(document) else { return nil }
        var parts = multipart.parts
        parts.remove(at: position)
        return ListSource(body, list, root, parts, isClean: multipart.isClean && list.isStrict && position == 0)
    }

    private init(_ bytes: [UInt8], _ document: ResourceList, _ root: BodyPart, _ parts: [BodyPart], isClean: Bool) {
        (self.bytes, self.document, self.root, self.parts) = (bytes, document, root, parts)
        var partsOf: [[UInt8]: [Int]] = [:]
        for (index, part) in parts.enumerated() {
            if let id = part.contentID { partsOf[id, default: []].append(index) }
        }
        var named: [[UInt8]: Int] = [:]
        for resource in document.resources {
            for instance in resource.instances {
                if let cid = instance.cid { named[cid, default: 0] += 1 }
            }
        }
        var only: [[UInt8]: Int] = [:]
        for (id, found) in partsOf where found.count == 1 && named[id] == 1 && root.contentID != id {
            only[id] = found.first
        }
        partOfIdentifier = only
        self.isClean = isClean && only.count == parts.count && named.count == parts.count
    }

    /// The part that `cid` names; nil when none does, or when there is doubt which, or whose.
    func part(named cid: [UInt8]) -> BodyPart? {
        partOfIdentifier[cid].flatMap { parts.indices.contains($0) ? parts[$0] : nil }
    }

    /// How many parts no instance has, or more than one.
    var strayParts: Int { parts.count - partOfIdentifier.count }

    private static func root(of multipart: Multipart, _ start: [UInt8]?) -> Int? {
        guard let start else { return multipart.parts.isEmpty ? nil : 0 }
        let found = multipart.parts.indices.filter { multipart.parts[$0].contentID == start }
        return found.count == 1 ? found.first : nil
    }

    private static func isRLMI(_ part: BodyPart, _ bytes: Span<UInt8>) -> Bool {
        guard let type = part.contentType else { return false }
        let end = min(bytes.index(of: 0x3B, from: type.lowerBound), type.upperBound)
        return bytes.equalsIgnoringCase(bytes.trimmed(type.lowerBound..<end), "application/rlmi+xml")
    }
}
