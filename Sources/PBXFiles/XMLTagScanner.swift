/// The tags of an XML file that an administrator wrote, one after the other, with their lines. Text between tags, comments and
/// instructions are skipped; what begins like a tag and is none is reported and skipped.
package struct XMLTagScanner {
    /// A start, end or empty-element tag.
    package struct Tag {
        package let name: String
        package let attributes: [String: String]
        package let isStart: Bool
        package let isEnd: Bool
        package let line: Int
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    /// Lines that hold no proper tag.
    package private(set) var badLines: [Int] = []

    package init(_ text: String) { bytes = Array(text.utf8) }

    package mutating func next() -> Tag? {
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<") else {
                advance(1)
                continue
            }
            if starts(with: "<!--") {
                skip(past: "-->")
            } else if starts(with: "<?") {
                skip(past: "?>")
            } else if starts(with: "<!") {
                skip(past: ">")
            } else if let tag = tag() {
                return tag
            }
        }
        return nil
    }

    private mutating func tag() -> Tag? {
        let start = line
        advance(1)
        let isEndTag = take("/")
        let name = word()
        var attributes: [String: String] = [:]
        while !name.isEmpty {
            skipBlanks()
            if take("/>") { return Tag(name: name, attributes: attributes, isStart: true, isEnd: true, line: start) }
            if take(">") {
                return Tag(name: name, attributes: attributes, isStart: !isEndTag, isEnd: isEndTag, line: start)
            }
            let key = word()
            skipBlanks()
            guard !key.isEmpty, take("="), attributes.count < PBXFilesLimits.attributesMax else { break }
            skipBlanks()
            guard let value = quoted() else { break }
            attributes[key] = value
        }
        badLines.append(start)
        return nil
    }

    private mutating func quoted() -> String? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
            return nil
        }
        let quote = bytes[index]
        guard let end = bytes[(index + 1)...].firstIndex(where: { $0 == quote || $0 == UInt8(ascii: "<") }),
            bytes[end] == quote
        else { return nil }
        let value = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
        advance(end + 1 - index)
        return Self.unescaped(value)
    }

    /// The five entities of XML itself.
    private static func unescaped(_ text: String) -> String {
        guard text.contains("&") else { return text }
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        return entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    private mutating func word() -> String {
        let start = index
        while index < bytes.count, Self.isName(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"): true
        default: false
        }
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] <= 0x20 { advance(1) }
    }

    private func starts(with text: StaticString) -> Bool {
        bytes[index...].starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard index < bytes.count, starts(with: text) else { return false }
        advance(text.utf8CodeUnitCount)
        return true
    }

    private mutating func skip(past text: StaticString) {
        while index < bytes.count {
            if take(text) { return }
            advance(1)
        }
    }

    private mutating func advance(_ count: Int) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] == 0x0A { line += 1 }
            index += 1
        }
    }
}
