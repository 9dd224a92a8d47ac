/// The lifetimes in the answer section of a DNS message (RFC 1035 §4.1), which c-ares 1.18 reads for addresses only.
struct AnswerSection: Equatable {
    /// The lowest lifetime of the records of the wanted type and of aliases, in seconds; nil when there are none of the type.
    private(set) var ttlSeconds: UInt32?
    /// Whether there is an alias.
    private(set) var hasAlias = false

    private static let alias: UInt16 = 5

    /// Nil when the message is cut short or holds what is no name.
    init?(_ packet: [UInt8], of kind: RecordKind) {
        guard packet.count >= 12, let questions = Self.short(packet, 4), let records = Self.short(packet, 6),
            questions <= 1, records <= Limits.answerRecordsMax
        else { return nil }
        var offset = 12
        for _ in 0..<questions {
            guard let end = Self.afterName(packet, offset) else { return nil }
            offset = end + 4
        }
        var lowest = UInt32.max
        var isThere = false
        for _ in 0..<records {
            guard let start = Self.afterName(packet, offset), let type = Self.short(packet, start),
                let high = Self.short(packet, start + 4), let low = Self.short(packet, start + 6),
                let length = Self.short(packet, start + 8), start + 10 + Int(length) <= packet.count
            else { return nil }
            offset = start + 10 + Int(length)
            guard type == kind.rawValue || type == Self.alias else { continue }
            if type == Self.alias { hasAlias = true } else { isThere = true }
            // A lifetime with the highest bit set counts as none (RFC 2181 §8).
            lowest = min(lowest, high >= 0x8000 ? 0 : UInt32(high) << 16 | UInt32(low))
        }
        if isThere { ttlSeconds = lowest }
    }

    /// Where a name ends: at an empty label or at a pointer, which is not followed (RFC 1035 §4.1.4).
    private static func afterName(_ packet: [UInt8], _ start: Int) -> Int? {
        var offset = start
        for _ in 0..<Limits.labelsMax {
            guard offset < packet.count else { return nil }
            switch packet[offset] {
            case 0: return offset + 1
            case 1...63: offset += 1 + Int(packet[offset])
            case 0xC0...: return offset + 2
            default: return nil
            }
        }
        return nil
    }

    private static func short(_ packet: [UInt8], _ offset: Int) -> UInt16? {
        guard offset + 1 < packet.count else { return nil }
        return UInt16(packet[offset]) << 8 | UInt16(packet[offset + 1])
    }
}
