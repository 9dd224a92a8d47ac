import Foundation
import Synchronization

/// What it puts on record.
extension Earshot {
    /// Runs `earshot audit verify --json` on these files, or on what is configured. Gives the exit status and what was printed.
    public func verifyAudit(_ files: [String] = []) async throws -> (status: Int32, text: String) {
        try await run(
            ["audit", "verify", "--json"] + files.map { ground.directory.appending(path: "\(folder)/\($0)").path }
        )
    }

    /// Puts its audit elsewhere and says so, as logrotate does.
    public func rotateAudit(to name: String) throws {
        try FileManager.default.moveItem(
            atPath: auditPath,
            toPath: ground.directory.appending(path: "\(folder)/\(name)").path
        )
        child.withLock { $0 }?.send(SIGHUP)
    }

    /// Where its audit is.
    public var auditPath: String { ground.directory.appending(path: "\(folder)/audit.jsonl").path }

    /// What it has put on record, one JSON object a line.
    public func audit() throws -> [String] {
        let text = try String(contentsOf: ground.directory.appending(path: "\(folder)/audit.jsonl"), encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }

    /// The first record that holds this text, once it is on disk.
    public func record(with text: String) async throws -> String {
        try await Patience.find("a record with \(text)") { seen in
            let records = (try? audit()) ?? []
            seen = records.joined(separator: "\n")
            return records.first { $0.contains(text) }
        }
    }

    /// A record as the API tells it.
    public struct Record: Decodable, Equatable, Sendable {
        /// Its fields, as docs/AUDIT.md says.
        public let watcher, verdict, rule, source: String
        /// Whom it is about, and the node whose chain it is of.
        public let `extension`, node: String
        /// The number in that chain.
        public let seq: Int
        /// `shadow`, if it is.
        public let mode: String?
        /// The Call-ID of the message.
        public let callID: String

        private enum CodingKeys: String, CodingKey {
            case watcher, verdict, rule, source, `extension`, node, seq, mode
            case callID = "call-id"
        }
    }

    /// The records of the sample organisation that fit this query, the newest first, once they are as wanted.
    public func records(
        _ query: String,
        token: String,
        where isWanted: ([Record]) -> Bool = { !$0.isEmpty }
    ) async throws -> [Record] {
        let path = "/api/v1/organizations/Example%20Ltd/audit?limit=100&\(query)"
        return try await Patience.find("records of \(query) as wanted") { seen in
            guard let items = try? await api(path, token: token)["items"] else { return nil }
            let records = try JSONDecoder().decode([Record].self, from: JSONSerialization.data(withJSONObject: items))
            seen = "\(records)"
            return isWanted(records) ? records : nil
        }
    }
}
