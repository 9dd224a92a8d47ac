/// Reads the inside of a well-formed start tag (XML 1.0 §3.1).
struct TagReader {
    /// Where reading goes on.
    private(set) var position: Int

    /// Begins after the `<`.
    init(position: Int) {
        self.position = position
    }

    /// A name with at most one colon, and where its local part begins (Namespaces in XML 1.0 §4).
    mutating func qualifiedName(_ bytes: Span<UInt8>) throws(XMLError) -> (name: Range<Int>, localStart: Int) {
        let start = position
        try part(bytes)
        var localStart = start
        if position < bytes.count, bytes[position] == 0x3A {
            position += 1
            localStart = position
            try part(bytes)
        }
        return (start..<position, localStart)
    }

    /// The attributes up to the end of the tag, references checked, none twice.
    ///
    /// - Returns: whether the tag is of an empty element (`/>`).
    /// - Throws: `malformed`, or `refused` above `Limits.attributesMax`.
    mutating func attributes(_ bytes: Span<UInt8>, into list: inout [XMLAttribute]) throws(XMLError) -> Bool {
        while true {
            let before = position
            skipSpace(bytes)
            guard position < bytes.count else { throw .malformed }
            if bytes[position] == 0x3E {
                position += 1
                return false
            }
            if bytes.starts(at: position, with: "/>") {
                position += 2
                return true
            }
            guard position > before else { throw .malformed }
            let attribute = try attribute(bytes)
            for other in list where bytes.equals(other.name, attribute.name) { throw .malformed }
            guard list.count < Limits.attributesMax else { throw .refused(.tooComplex) }
            list.append(attribute)
        }
    }

    private mutating func attribute(_ bytes: Span<UInt8>) throws(XMLError) -> XMLAttribute {
        let (name, localStart) = try qualifiedName(bytes)
        skipSpace(bytes)
        guard position < bytes.count, bytes[position] == 0x3D else { throw .malformed }
        position += 1
        skipSpace(bytes)
        guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else { throw .malformed }
        let quote = bytes[position]
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != quote {
            switch bytes[position] {
            case 0x3C:
                throw .malformed
            case 0x26:
                guard let reference = Reference.read(bytes, at: position, end: bytes.count) else { throw .malformed }
                position = reference.end
            default:
                position += 1
            }
        }
        guard position < bytes.count else { throw .malformed }
        position += 1
        return XMLAttribute(name: name, localStart: localStart, value: start..<(position - 1))
    }

    private mutating func part(_ bytes: Span<UInt8>) throws(XMLError) {
        guard position < bytes.count, bytes[position].isNameStart else { throw .malformed }
        while position < bytes.count, bytes[position].isNameByte { position += 1 }
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count, bytes[position].isXMLSpace { position += 1 }
    }
}
