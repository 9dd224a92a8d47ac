/// What a Content-Type says of a multipart body (RFC 2046 §5.1.1, RFC 2387 §3).
enum MultipartType {
    /// The parameters of a `multipart/related` that may be a resource list.
    struct Related {
        /// What the delimiters are made of.
        var boundary: [UInt8]
        /// The Content-ID of the root part, if it is named.
        var start: [UInt8]?
        /// Whether `type` says that the root is RLMI.
        var isDeclaredList: Bool
    }

    /// It may be a resource list.
    case related(Related)
    /// It says that it is a resource list, but where its parts begin cannot be told. A phone would guess; we do not.
    case brokenList
    /// Something else.
    case other

    /// Reads a Content-Type's value.
    static func read(_ value: Span<UInt8>) -> MultipartType {
        let end = value.index(of: 0x3B, from: 0)
        guard value.equalsIgnoringCase(value.trimmed(0..<end), "multipart/related") else { return .other }
        let unreadable = mentionsList(value) ? MultipartType.brokenList : .other
        guard let parameters = MediaParameter.all(in: value, from: end),
            let boundary = MediaParameter.only("boundary", of: parameters, value), isBoundary(boundary.value, value),
            !parameters.contains(where: { value.startsIgnoringCase(at: $0.name.lowerBound, with: "boundary*") })
        else { return unreadable }
        var related = Related(
            boundary: value.bytes(in: boundary.value),
            start: nil,
            isDeclaredList: false
        )
        switch MediaParameter.count("type", of: parameters, value) {
        case 0: break
        case 1:
            guard let type = MediaParameter.only("type", of: parameters, value),
                value.equalsIgnoringCase(type.value, "application/rlmi+xml")
            else { return .other }
            related.isDeclaredList = true
        default: return unreadable
        }
        switch MediaParameter.count("start", of: parameters, value) {
        case 0: break
        case 1:
            guard let start = MediaParameter.only("start", of: parameters, value),
                let identifier = ListIdentifier.bracketed(start.value, value)
            else { return unreadable }
            related.start = identifier
        default: return unreadable
        }
        return .related(related)
    }

    private static func mentionsList(_ value: Span<UInt8>) -> Bool {
        for index in 0..<value.count where value.startsIgnoringCase(at: index, with: "application/rlmi+xml") {
            return true
        }
        return false
    }

    /// RFC 2046 §5.1.1, without the space.
    private static func isBoundary(_ range: Range<Int>, _ value: Span<UInt8>) -> Bool {
        guard !range.isEmpty, range.count <= Limits.boundaryBytesMax else { return false }
        for index in range {
            switch value[index] {
            case 0x27...0x29, 0x2B...0x3A, 0x3D, 0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: continue
            default: return false
            }
        }
        return true
    }
}
