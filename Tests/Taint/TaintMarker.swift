import Foundation

/// The caller who must not be seen, in the many guises in which he can be written, and the search for any piece of them.
package enum TaintMarker {
    package static let number = "15550199"
    /// Four letters of it are in no token that we write, whichever way round.
    package static let name = "qZmUKVERxWv"

    /// Forms that are well-formed in character data and in attribute values.
    package static let harmlessForms: [String] = [
        number, name, turnedRound, name.uppercased(), "sip:\(number)@pbx.example", "tel:+\(number)", percent(number),
        percent(name), doublePercent, decimal(number), decimal(name), hexadecimal(name), base64(number), base64(name),
        String(number.reversed()), String(name.reversed()), digits(name), "&quot;\(name)&quot; &lt;sip:\(number)@h&gt;",
        "\(name) &amp; \(name)", "&lt;state&gt;terminated&lt;/state&gt;\(name)",
    ]

    /// Forms that are well-formed in character data only; tags, comments and sections split some.
    package static let textForms: [String] = [
        "1555<b/>0199", "1555<!-- \(name) -->0199", "<![CDATA[\(name) <state>terminated</state> & \(number)]]>",
        "<x>\(name)</x>", "<state>\(number)</state>", "<state>terminated</state>\(name)", "<?\(name) \(number)?>",
        "<basic>closed</basic>\(number)", "<note>\(name)</note>", "qZmUK<i>VERxWv</i>",
        "qZm<![CDATA[UKVER]]>xWv", "<status status=\"\(name)\"/>", "<substate>\(name)</substate>",
    ]

    /// Forms that make any document ill-formed, and that the tolerant scanner must get over in a quoted attribute.
    package static let brokenForms: [String] = [
        "\(name) & Co", "\(name) <\(number)>", "1555&0199", "1555<0199>", "<\(name)", "&\(name);",
        "\(name) < \(number)",
    ]

    /// Forms for a header's value.
    package static let headerForms: [String] =
        [
            name, turnedRound, number, percent(name), doublePercent, decimal(name), hexadecimal(name), digits(name),
            base64(name), String(name.reversed()), "\"\(name)\"", "<\(name)>",
        ]

    /// Everything that may be put between two bytes of a body, as bytes: the above, and two bytes a letter.
    package static let bodyForms: [[UInt8]] =
        (harmlessForms + textForms + brokenForms + headerForms).map { Array($0.utf8) } + [
            name.utf8.flatMap { [$0, 0] }, name.utf8.flatMap { [0, $0] },
        ]

    private static let turnedRound = String(
        name.map { $0.isLowercase ? Character($0.uppercased()) : Character($0.lowercased()) }
    )
    private static let doublePercent = name.utf8.map { "%25" + hex($0) }.joined()

    private static func percent(_ text: String) -> String { text.utf8.map { "%" + hex($0).uppercased() }.joined() }
    private static func decimal(_ text: String) -> String { text.utf8.map { "&#\($0);" }.joined() }
    private static func hexadecimal(_ text: String) -> String { text.utf8.map { "&#x" + hex($0) + ";" }.joined() }
    private static func digits(_ text: String) -> String { text.utf8.map(hex).joined() }
    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    private static func hex(_ byte: UInt8) -> String { String(byte, radix: 16) }

    // MARK: - The search

    /// Whether `document` has four bytes in a row, ASCII case aside, of the marker in any form, forwards or backwards.
    /// Markup is then taken out, to find a marker that tags split. A NUL, which no document of ours has, counts as one.
    package static func isIn(document: [UInt8]) -> Bool {
        let document = withoutCounts(document)
        return hasPiece(document) || hasPiece(withoutMarkup(document))
    }

    /// The same for a whole message, which has numbers and pseudonyms that come about by chance: six bytes in a row must be the marker's, or eight
    /// where a form has only digits.
    package static func isIn(message: [UInt8]) -> Bool {
        let message = withoutCounts(message)
        return hasLongPiece(message) || hasLongPiece(withoutMarkup(message))
    }

    private static func hasLongPiece(_ bytes: [UInt8]) -> Bool {
        var window: UInt64 = .max
        for byte in bytes {
            if byte == 0 { return true }
            window = window << 8 | UInt64(fold(byte))
            let six = window & 0xFFFF_FFFF_FFFF
            if longFilter[longSlot(six)], longPieces.contains(six) || eights.contains(window) { return true }
        }
        return false
    }

    private static func longSlot(_ piece: UInt64) -> Int { Int((piece &* 0x9E37_79B9_7F4A_7C15) >> 48) }

    private static let longPieces: Set<UInt64> = Set(
        [
            name, base64(number), base64(name), percent(number), percent(name), doublePercent, decimal(number),
            decimal(name), hexadecimal(name),
        ].flatMap { windows($0, of: 6) + windows(String($0.reversed()), of: 6) }
    )

    private static let eights: Set<UInt64> = Set(
        [number, digits(name)].flatMap { windows($0, of: 8) + windows(String($0.reversed()), of: 8) }
    )

    private static let longFilter: [Bool] = {
        var filter = [Bool](repeating: false, count: 1 << 16)
        for piece in longPieces.union(eights.map { $0 & 0xFFFF_FFFF_FFFF }) { filter[longSlot(piece)] = true }
        return filter
    }()

    /// All runs of `count` bytes, at most eight, as numbers.
    private static func windows(_ form: String, of count: Int) -> [UInt64] {
        let bytes = form.utf8.map(fold)
        return (0...(bytes.count - count)).map { start in
            bytes[start..<(start + count)].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    private static func hasPiece(_ bytes: [UInt8]) -> Bool {
        var window: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            if byte == 0 { return true }
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
            number, name, base64(number), base64(name), percent(number), percent(name), doublePercent, decimal(number),
            decimal(name), hexadecimal(name), digits(number), digits(name),
        ]
        return Set(
            (forms + forms.map { String($0.reversed()) }).flatMap { windows($0, of: 4) }
                .map { UInt32(truncatingIfNeeded: $0) }
        )
    }()

    private static let filter: [Bool] = {
        var filter = [Bool](repeating: false, count: 1 << 16)
        for piece in pieces { filter[slot(piece)] = true }
        return filter
    }()

    /// Without the numbers that a PBX counts and that are kept: a caller's number that was put over one is one.
    private static func withoutCounts(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            kept.append(byte)
            index += 1
            guard byte == 0x22 || byte == 0x3E, counts.contains(where: { kept.suffix($0.count).elementsEqual($0) })
            else {
                continue
            }
            while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
        }
        return kept
    }

    private static let counts = [" version=\"", "<user-count>"].map { Array($0.utf8) }

    private static func withoutMarkup(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var isMarkup = false
        for byte in bytes {
            if byte == 0x3C { isMarkup = true }
            if !isMarkup { text.append(byte) }
            if byte == 0x3E { isMarkup = false }
        }
        return text
    }
}
