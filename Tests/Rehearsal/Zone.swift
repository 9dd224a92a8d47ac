import Foundation

/// What a name server of a rehearsal knows, from a file below `fixtures/dns`, with what is to come of asking for it.
public struct Zone: Decodable, Sendable {
    /// A record as in a zone file.
    public struct Record: Decodable, Sendable {
        let name: String
        let type: Kind
        let ttl: UInt32
        let data: String
    }

    /// Record types by name.
    public enum Kind: String, Decodable, Sendable {
        case a = "A"
        case aaaa = "AAAA"
        case cname = "CNAME"
        case srv = "SRV"
        case naptr = "NAPTR"

        var number: UInt16 {
            switch self {
            case .a: 1
            case .cname: 5
            case .aaaa: 28
            case .srv: 33
            case .naptr: 35
            }
        }
    }

    /// How the server fails for a name.
    public enum Fault: String, Decodable, Sendable {
        case silent, servfail, refused, notimp, truncated
    }

    /// What is asked, and what must come of it.
    public struct Case: Decodable, Sendable {
        /// The URI.
        public let ask: String
        /// Each as `udp 192.0.2.1 5060 10 0`, the last two being priority and weight.
        public let targets: [String]?
        /// Seconds that they may be kept.
        public let ttl: UInt32?
        /// The error's name, where there are no targets.
        public let error: String?
        /// Whether the order is by lot.
        public let byLot: Bool?

    }

    let about: String
    let records: [Record]
    let faults: [String: Fault]?
    /// What to ask it.
    public let cases: [Case]

    /// Every zone below `fixtures/dns`, in order of name.
    public static func all() throws -> [(name: String, zone: Zone)] {
        let folder = Place.root.appending(path: "fixtures/dns")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
            .map { file in
                let name = file.deletingPathExtension().lastPathComponent
                return (name, try JSONDecoder().decode(Zone.self, from: Data(contentsOf: file)))
            }
    }

    /// The answer to a question, as a recursive name server gives it: aliases followed and told. Nil where it is silent.
    public func answer(_ name: String, _ type: UInt16, id: UInt16 = 0) -> [UInt8]? {
        var told: [Record] = []
        var wanted = name.lowercased()
        let fault = faults?[wanted]
        for _ in 0..<Limits.aliasesMax {
            let here = records.filter { $0.name == wanted }
            told += here.filter { $0.type.number == type }
            guard let alias = here.first(where: { $0.type == .cname }) else { break }
            told.append(alias)
            wanted = alias.data
        }
        let exists = records.contains { $0.name == wanted || $0.name.hasSuffix("." + wanted) }
        switch fault {
        case .silent: return nil
        case .servfail: return DNSPacket.answer(id, name, type, [], code: 2)
        case .notimp: return DNSPacket.answer(id, name, type, [], code: 4)
        case .refused: return DNSPacket.answer(id, name, type, [], code: 5)
        case .truncated: return Array(DNSPacket.answer(id, name, type, told, code: 0).dropLast(3))
        case nil: return DNSPacket.answer(id, name, type, told, code: exists ? 0 : 3)
        }
    }
}
