/// DNS messages, as far as the name server of a rehearsal needs them (RFC 1035 §4.1). Names are written whole.
public enum DNSPacket {
    /// What a query asks; nil when it is none that a test would send.
    public static func question(_ packet: [UInt8]) -> (id: UInt16, name: String, type: UInt16)? {
        guard packet.count > 16 else { return nil }
        var labels: [String] = []
        var offset = 12
        while offset < packet.count, packet[offset] > 0 {
            let end = offset + 1 + Int(packet[offset])
            guard end < packet.count else { return nil }
            labels.append(String(decoding: packet[(offset + 1)..<end], as: UTF8.self))
            offset = end
        }
        guard offset + 2 < packet.count else { return nil }
        return (
            UInt16(packet[0]) << 8 | UInt16(packet[1]), labels.joined(separator: "."),
            UInt16(packet[offset + 1]) << 8 | UInt16(packet[offset + 2])
        )
    }

    /// An answer with these records.
    static func answer(_ id: UInt16, _ name: String, _ type: UInt16, _ records: [Zone.Record], code: UInt16) -> [UInt8]
    {
        var packet = [id, 0x8180 | code, 1, UInt16(records.count), 0, 0].flatMap(bytes)
        packet += self.name(name) + bytes(type) + bytes(1)
        for record in records {
            let data = data(record)
            packet += self.name(record.name) + bytes(record.type.number) + bytes(1)
            packet += bytes(UInt16(record.ttl >> 16)) + bytes(UInt16(record.ttl & 0xFFFF))
            packet += bytes(UInt16(data.count)) + data
        }
        return packet
    }

    private static func data(_ record: Zone.Record) -> [UInt8] {
        let words = record.data.split(separator: " ").map(String.init)
        func number(_ index: Int) -> [UInt8] { bytes(index < words.count ? UInt16(words[index]) ?? 0 : 0) }
        switch record.type {
        case .a: return record.data.split(separator: ".").compactMap { UInt8($0) }
        case .aaaa: return record.data.split(separator: ":").flatMap { bytes(UInt16($0, radix: 16) ?? 0) }
        case .cname: return name(record.data)
        case .srv: return number(0) + number(1) + number(2) + name(words.last ?? "")
        case .naptr: return number(0) + number(1) + text(words[2]) + text(words[3]) + text("") + name(words[4])
        }
    }

    private static func name(_ name: String) -> [UInt8] {
        name.split(separator: ".").flatMap { text(String($0)) } + [0]
    }

    private static func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + text.utf8 }

    private static func bytes(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }
}
