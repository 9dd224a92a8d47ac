/// Reads the inside of a start tag that may be broken, to the `>` or the next `<`.
struct LooseTagReader {
    /// Where reading goes on.
    private(set) var position: Int

    /// Begins after the `<`.
    init(position: Int) {
        self.position = position
    }

    /// The longest name here.
    mutating func name(_ bytes: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < bytes.count, bytes[position].isNameByte || bytes[position] == 0x3A { position += 1 }
        return start..<position
    }

    /// The attributes that have a value. Of two with one name the first counts; what is no attribute is passed over.
    ///
    /// - Returns: whether the tag is of an empty element (`/>`).
    mutating func attributes(_ bytes: Span<UInt8>, into list: inout [XMLAttribute]) -> Bool {
        while position < bytes.count {
            switch bytes[position] {
            case 0x3E:
                position += 1
                return false
            case 0x3C:
                return false
            case 0x2F where position + 1 < bytes.count && bytes[position + 1] == 0x3E:
                position += 2
                return true
            case let byte where byte.isNameStart:
                attribute(bytes, into: &list)
            default:
                position += 1
            }
        }
        return false
    }

    private mutating func attribute(_ bytes: Span<UInt8>, into list: inout [XMLAttribute]) {
        let name = name(bytes)
        skipSpace(bytes)
        guard position < bytes.count, bytes[position] == 0x3D else { return }
        position += 1
        skipSpace(bytes)
        guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else { return }
        let end = bytes.index(of: bytes[position], from: position + 1)
        let value = (position + 1)..<end
        guard end < bytes.count else {
            position += 1
            return
        }
        position = end + 1
        for other in list where bytes.equals(other.name, name) { return }
        guard list.count < Limits.attributesMax else { return }
        list.append(XMLAttribute(name: name, localStart: name.lowerBound, value: value))
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count, bytes[position].isXMLSpace { position += 1 }
    }
}
