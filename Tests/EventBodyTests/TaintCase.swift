import Chance
import EventBody

/// A NOTIFY body with the marker in its free text, and the body that it must be rebuilt as.
struct TaintCase {
    /// What is done to the document so that it is no XML any more.
    enum Damage {
        /// Nothing: it must be read strictly.
        case none
        /// Unescaped markup in a quoted attribute: it must be read tolerantly, with the same result.
        case unescaped
        /// Cut off or mangled anywhere: nothing is known of the result but that the marker is not in it.
        case arbitrary
    }

    var body: [UInt8]
    var contentType: String
    var package: MonitoredPackage
    /// The right output; nil if the damage leaves it open.
    var expected: String?
    var outcome: RebuiltBody.Outcome?

    /// A case drawn from `random`.
    static func make(_ random: inout SeededRandom) -> TaintCase {
        var document = TaintDocument(random: random)
        let damage = document.random.pick([Damage.none, .none, .unescaped, .arbitrary])
        document.isUnescaped = damage == .unescaped
        let isDialog = document.random.below(2) == 0
        let (text, expected) = isDialog ? document.dialogInfo() : document.presence()
        var made = TaintCase(
            body: Array(text.utf8),
            contentType: document.random.pick(types(isDialog)),
            package: document.random.oneIn(8) ? .presence : .dialog,
            expected: expected,
            outcome: damage == .none ? .strict : .tolerant
        )
        if damage == .arbitrary { made.mangle(&document.random) }
        if damage == .unescaped, !document.hasBroken { made.outcome = .strict }
        random = document.random
        return made
    }

    private static func types(_ isDialog: Bool) -> [String] {
        let type = isDialog ? "application/dialog-info+xml" : "application/pidf+xml"
        return [type, type, "text/xml", "", type + ";x=\(TaintMarker.name)", type.uppercased()]
    }

    private mutating func mangle(_ random: inout SeededRandom) {
        expected = nil
        outcome = nil
        for _ in 0...random.below(4) {
            let place = random.below(body.count)
            switch random.below(6) {
            case 0: body.removeSubrange(place...)
            case 1: body.insert(contentsOf: Array(random.pick(TaintMarker.brokenForms).utf8), at: place)
            case 2: body.insert(contentsOf: Array(random.pick(TaintMarker.textForms).utf8), at: place)
            case 3: body[place] = UInt8(truncatingIfNeeded: random.next())
            case 4: body.remove(at: place)
            default: body.insert(random.pick([0x22, 0x27, 0x3C, 0x3E, 0x26, 0x2F, 0x00, 0xC0]), at: place)
            }
            if body.isEmpty { return }
        }
    }
}
