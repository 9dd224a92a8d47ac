/// The caller who must not be seen, in the many forms in which he can be written, and the search for any piece of them.
enum TaintMarker {
    static let number = "15550199"
    static let name = "Xyzzyq"

    /// Forms that are well-formed in character data and in attribute values.
    static let harmlessForms: [String] = [
        number, name, name.uppercased(), name.lowercased(), "sip:\(number)@pbx.example", "tel:+\(number)",
        number.utf8.map { "%" + hexadecimal($0) }.joined(), name.utf8.map { "%" + hexadecimal($0) }.joined(),
        number.utf8.map { "&#\($0);" }.joined(), name.utf8.map { "&#x" + hexadecimal($0) + ";" }.joined(),
        base64Number, base64Name, String(number.reversed()), String(name.reversed()),
        "&quot;\(name)&quot; &lt;sip:\(number)@h&gt;", "\(name) &amp; \(name)",
        "&lt;state&gt;terminated&lt;/state&gt;\(name)",
    ]

    /// Forms that are well-formed in character data only.
    static let textForms: [String] = [
        "1555<b/>0199", "1555<!-- \(name) -->0199", "<![CDATA[\(name) <state>terminated</state> & \(number)]]>",
        "<x>\(name)</x>", "<state>\(number)</state>", "<state>terminated</state>\(name)", "<?\(name) \(number)?>",
        "<basic>closed</basic>\(number)", "<note>\(name)</note>", "xyz<i>zyq</i>",
    ]

    /// Forms that make any document ill-formed, and that the tolerant scanner must get over in a quoted attribute.
    static let brokenForms: [String] = [
        "\(name) & Co", "\(name) <\(number)>", "1555&0199", "1555<0199>", "<\(name)", "&\(name);",
        "\(name) < \(number)",
    ]

    static let base64Number = "MTU1NTAxOTk="
    static let base64Name = "WHl6enlx"

    /// Whether `document` has four bytes in a row, ASCII case aside, of the marker in any form, forwards or backwards.
    /// Markup is then taken out, to find a marker that tags split.
    static func isIn(_ document: [UInt8]) -> Bool {
        hasPiece(document) || hasPiece(withoutMarkup(document))
    }

    private static func hasPiece(_ bytes: [UInt8]) -> Bool {
        var window: UInt32 = 0
        for byte in bytes {
            window = window << 8 | UInt32(fold(byte))
            if filter[slot(window)], pieces.contains(window) { return true }
        }
        return false
    }

    /// A place in `filter`, which spares most look-ups in the set.
    private static func slot(_ piece: UInt32) -> Int { Int((piece &* 0x9e37_79b1) >> 16) }

    private static func fold(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    private static let pieces: Set<UInt32> = {
        let forms = [
            number, name, base64Number, base64Name, number.utf8.map { "%" + hexadecimal($0) }.joined(),
            name.utf8.map { "%" + hexadecimal($0) }.joined(), number.utf8.map { "&#\($0);" }.joined(),
            name.utf8.map { "&#x" + hexadecimal($0) + ";" }.joined(), number.utf8.map(hexadecimal).joined(),
        ]
        var pieces: Set<UInt32> = []
        for form in forms + forms.map({ String($0.reversed()) }) {
            let bytes = form.utf8.map(fold)
            for start in 0...(bytes.count - 4) {
                pieces.insert(bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) })
            }
        }
        return pieces
    }()

    private static let filter: [Bool] = {
        var filter = [Bool](repeating: false, count: 1 << 16)
        for piece in pieces { filter[slot(piece)] = true }
        return filter
    }()

    private static func withoutMarkup(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var isMarkup = false
        for byte in bytes {
            if byte == 0x3C { isMarkup = true }
            if !isMarkup { text.append(byte) }
            if byte == 0x3E { isMarkup = false }
        }
        return text
    }

    private static func hexadecimal(_ byte: UInt8) -> String { String(byte, radix: 16, uppercase: true) }
}
