import Chance

/// A NOTIFY body with the marker in its free text and, where that is known, the body that it must be rebuilt as.
package struct TaintCase {
    /// The kinds of document.
    package enum Kind: CaseIterable, Sendable {
        case dialogInfo, presence, ciscoPresence, xpidf, conferenceInfo, list, unknown
    }

    /// What is done to the document so that it is no XML any more.
    private enum Damage {
        /// Nothing: it must be read strictly.
        case none
        /// Unescaped markup in a quoted attribute: it must be read tolerantly, with the same result.
        case unescaped
        /// Cut off or mangled anywhere: nothing is known of the result but that the marker is not in it.
        case arbitrary
    }

    package private(set) var kind: Kind
    package private(set) var body: [UInt8]
    package private(set) var contentType: String
    /// The event package that it comes under.
    package private(set) var event: String
    /// The right output; nil if the kind or the damage leaves it open.
    package private(set) var expected: String?
    /// Whether it must be read as well-formed XML; nil if that is open.
    package private(set) var isStrict: Bool?

    /// A case drawn from `random`.
    package static func make(_ random: inout SeededRandom) -> TaintCase {
        var document = TaintDocument(random: random)
        let damage = document.random.pick([Damage.none, .none, .unescaped, .arbitrary])
        document.isUnescaped = damage == .unescaped
        var made = make(document.random.pick(kinds), &document)
        if damage == .arbitrary { made.mangle(&document.random) }
        if made.isStrict != nil { made.isStrict = !document.hasBroken }
        random = document.random
        return made
    }

    /// The two documents of which the right output is known come oftenest.
    private static let kinds: [Kind] = [
        .dialogInfo, .dialogInfo, .dialogInfo, .dialogInfo, .presence, .presence, .presence, .ciscoPresence, .xpidf,
        .conferenceInfo, .list, .list, .unknown,
    ]

    private static func make(_ kind: Kind, _ document: inout TaintDocument) -> TaintCase {
        switch kind {
        case .dialogInfo:
            let (text, expected) = document.dialogInfo()
            let type = document.random.pick(types("application/dialog-info+xml"))
            let event = document.random.oneIn(8) ? "presence" : "dialog"
            return TaintCase(kind, text, type, event, expected: expected)
        case .presence:
            let (text, expected) = document.presence()
            let event = document.random.oneIn(8) ? "dialog" : "presence"
            return TaintCase(kind, text, document.random.pick(types("application/pidf+xml")), event, expected: expected)
        case .ciscoPresence:
            let (text, expected) = document.presence(isCisco: true)
            return TaintCase(kind, text, "application/cpim-pidf+xml", "presence", expected: expected)
        case .xpidf:
            let type = document.random.pick(["application/xpidf+xml", "application/cpim-pidf+xml", ""])
            return TaintCase(kind, document.xpidf(), type, "presence")
        case .conferenceInfo:
            return TaintCase(kind, document.conferenceInfo(), "application/conference-info+xml", "conference")
        case .list:
            let (text, type) = document.list()
            return TaintCase(kind, text, type, document.random.pick(["dialog", "presence"]))
        case .unknown:
            let text = document.random.pick(["free \(document.text)", "<q:root>\(document.text)</q:root>"])
            let type = document.random.pick(["text/plain", "application/x-unknown", "application/pidf-diff+xml", ""])
            return TaintCase(kind, text, type, "dialog")
        }
    }

    private init(_ kind: Kind, _ body: String, _ contentType: String, _ event: String, expected: String? = nil) {
        self.kind = kind
        self.body = Array(body.utf8)
        self.contentType = contentType
        self.event = event
        self.expected = expected
        isStrict = expected == nil ? nil : true
    }

    private static func types(_ type: String) -> [String] {
        [type, type, "text/xml", "", type + ";x=\(TaintMarker.name)", type.uppercased()]
    }

    private mutating func mangle(_ random: inout SeededRandom) {
        expected = nil
        isStrict = nil
        for _ in 0...random.below(4) {
            let place = random.below(body.count)
            if Self.isIdentifier(place, in: body) { continue }
            switch random.below(8) {
            case 0: body.removeSubrange(place...)
            case 1...3: body.insert(contentsOf: random.pick(TaintMarker.bodyForms), at: place)
            case 4: body[place] = UInt8(truncatingIfNeeded: random.next())
            case 5: body.replaceSubrange(place..<min(place + 8, body.count), with: random.pick(TaintMarker.bodyForms))
            case 6: body.insert(random.pick([0x22, 0x27, 0x3C, 0x3E, 0x26, 0x2F, 0x00, 0xC0]), at: place)
            default: if random.oneIn(4) { widen(&random) } else { body.remove(at: place) }
            }
            if body.isEmpty { return }
        }
    }

    /// Whether the line at `place` has a boundary, a Content-ID or a `cid` that names one: the bytes of these hold a list together and are kept.
    package static func isIdentifier(_ place: Int, in body: [UInt8]) -> Bool {
        let start = body[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = body[place...].firstIndex(of: 0x0A) ?? body.count
        let line = String(decoding: body[start..<end], as: UTF8.self)
        return line.hasPrefix("--") || line.contains("Content-ID") || line.contains(" cid=")
    }

    /// UTF-16, either way round, with or without its mark.
    private mutating func widen(_ random: inout SeededRandom) {
        let isBig = random.oneIn(2)
        let mark: [UInt8] = random.oneIn(2) ? [] : isBig ? [0xFE, 0xFF] : [0xFF, 0xFE]
        body = mark + body.flatMap { isBig ? [0, $0] : [$0, 0] }
    }
}
