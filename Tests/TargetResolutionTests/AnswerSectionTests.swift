import Testing

@testable import TargetResolution

@Suite struct AnswerSectionTests {
    /// A message with one question for `a.b` and these records, each with a pointer to that name.
    static func packet(_ records: [(type: UInt8, ttl: [UInt8], data: [UInt8])]) -> [UInt8] {
        let head: [UInt8] = [0, 1, 0x81, 0x80, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0, 1, 97, 1, 98, 0, 0, 1, 0, 1]
        return records.reduce(head) { packet, record in
            packet + [0xC0, 12, 0, record.type, 0, 1] + record.ttl + [0, UInt8(record.data.count)] + record.data
        }
    }

    static let address: [UInt8] = [192, 0, 2, 1]

    @Test func theLowestLifetimeOfTheTypeCounts() {
        let packet = Self.packet([
            (1, [0, 0, 1, 0], Self.address), (1, [0, 0, 0, 60], Self.address), (28, [0, 0, 0, 1], []),
        ])
        #expect(AnswerSection(packet, of: .a)?.ttlSeconds == 60)
    }

    @Test func anAliasBoundsTheLifetime() {
        let packet = Self.packet([(5, [0, 0, 0, 9], [0]), (1, [0, 0, 0, 60], Self.address)])
        #expect(AnswerSection(packet, of: .a)?.ttlSeconds == 9)
        #expect(AnswerSection(packet, of: .a)?.hasAlias == true)
    }

    @Test func anAliasAloneHasNoLifetime() {
        let section = AnswerSection(Self.packet([(5, [0, 0, 0, 9], [0])]), of: .a)
        #expect(section?.ttlSeconds == nil)
        #expect(section?.hasAlias == true)
    }

    @Test func aLifetimeWithTheHighestBitSetIsNone() {
        #expect(AnswerSection(Self.packet([(1, [0x80, 0, 0, 1], Self.address)]), of: .a)?.ttlSeconds == 0)
    }

    @Test func everyShorterMessageIsRefused() {
        let packet = Self.packet([(1, [0, 0, 0, 60], Self.address)])
        #expect(AnswerSection(packet, of: .a) != nil)
        for count in 0..<packet.count { #expect(AnswerSection(Array(packet.prefix(count)), of: .a) == nil) }
    }

    @Test func aNameOfManyLabelsIsRefused() {
        var packet = Self.packet([])
        packet[5] = 1
        let name = [UInt8](repeating: 1, count: 2 * (Limits.labelsMax + 1))
        #expect(AnswerSection(packet.prefix(12) + name + [0, 0, 1, 0, 1], of: .a) == nil)
    }
}
