import AccessPolicy
import Enforcement
import Foundation
import NIOCore
import Testing

/// One whole message in `fixtures/messages/NN-name/`: `in.sip`, what is expected of it in `case.json`, and every byte that is sent in
/// `out.sip` (empty when nothing is).
///
/// `@via@`, `@token@` and `@to@` in `in.sip` stand for the Vias, the dialog token and the To in the `out.sip` of the fixture that
/// `follows` names.
struct MessageFixture: Sendable, CustomTestStringConvertible {
    struct Case: Decodable {
        let note: String
        /// `phone` or `pbx`: the socket that it came in on.
        let socket: String
        /// `phone` or `pbx`: who sent it.
        let from: String
        /// Whose phone sends, or receives.
        let watcher: String
        let known: Bool
        let policy: String
        let follows: String?
        let verdict: String
        let code: Int?
        let question: String
        let disclosure: String
        let rule: String
        let actions: [String]

        private enum CodingKeys: String, CodingKey, CaseIterable {
            case note, socket, from, known, policy, follows, verdict, code, question, disclosure, rule, actions
            case watcher = "as"
        }

        private struct AnyKey: CodingKey {
            let stringValue: String
            let intValue: Int? = nil
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let known = Set(CodingKeys.allCases.map(\.rawValue))
            for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "unknown key `\(key.stringValue)`")
                )
            }
            let values = try decoder.container(keyedBy: CodingKeys.self)
            note = try values.decode(String.self, forKey: .note)
            from = try values.decode(String.self, forKey: .from)
            socket = try values.decodeIfPresent(String.self, forKey: .socket) ?? from
            watcher = try values.decode(String.self, forKey: .watcher)
            self.known = try values.decodeIfPresent(Bool.self, forKey: .known) ?? false
            policy = try values.decodeIfPresent(String.self, forKey: .policy) ?? "policy.yaml"
            follows = try values.decodeIfPresent(String.self, forKey: .follows)
            verdict = try values.decode(String.self, forKey: .verdict)
            code = try values.decodeIfPresent(Int.self, forKey: .code)
            question = try values.decode(String.self, forKey: .question)
            disclosure = try values.decode(String.self, forKey: .disclosure)
            rule = try values.decode(String.self, forKey: .rule)
            actions = try values.decode([String].self, forKey: .actions)
        }
    }

    let name: String
    var testDescription: String { name }

    static let directory = Scene.fixtures.appending(path: "messages")

    static let all: [MessageFixture] = {
        let found = try? FileManager.default.contentsOfDirectory(
            at: directory,
            includingPropertiesForKeys: [.isDirectoryKey]
        )
        return (found ?? []).filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true }
            .map { MessageFixture(name: $0.lastPathComponent) }.sorted { $0.name < $1.name }
    }()

    var folder: URL { Self.directory.appending(path: name) }
    var expected: URL { folder.appending(path: "out.sip") }

    func load() throws -> Case {
        try JSONDecoder().decode(Case.self, from: Data(contentsOf: folder.appending(path: "case.json")))
    }

    /// The datagram, with what it takes from another message put in.
    func input(_ given: Case) throws -> ByteBuffer {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "in.sip")))
        guard let follows = given.follows else { return ByteBuffer(bytes: bytes) }
        let sent = SIPText(
            ByteBuffer(bytes: [UInt8](try Data(contentsOf: MessageFixture(name: follows).expected)))
        )
        let vias = sent.values("Via").map { "Via: \($0)" }.joined(separator: "\r\n")
        let routed = (sent.values("Record-Route") + sent.values("Path")).first { $0.contains("@") } ?? "<sip:none@"
        let token = routed.dropFirst("<sip:".count).prefix { $0 != "@" }
        let text = String(decoding: bytes, as: UTF8.self)
            .replacingOccurrences(of: "@via@", with: vias).replacingOccurrences(of: "@token@", with: token)
            .replacingOccurrences(of: "@to@", with: sent.values("To").first ?? "")
        return ByteBuffer(string: text)
    }

    func flow(_ given: Case) throws -> Flow {
        let remote = given.from == "pbx" ? Scene.pbx : try #require(Scene.phones[given.watcher])
        return Flow(socket: given.socket == "pbx" ? .pbx : .phone, remote: remote)
    }

    func outcome(_ given: Case) throws -> Outcome {
        let pipeline = try Scene.pipeline(Scene.policy(given.policy))
        let flow = try flow(given)
        var message = try input(given)
        if given.known { message = pipeline.introduce(message, as: Scene.address(given.watcher), on: flow) }
        return pipeline.process(message, on: flow, at: Scene.now)
    }
}

extension Action {
    /// One line for a fixture: what, and where to.
    var fixtureText: String {
        switch self {
        case .forward(_, let destination, under: _): "forward \(destination.socket) \(destination.remote.text)"
        case .reply(_, let destination): "reply \(destination.socket) \(destination.remote.text)"
        case .bind(let address, let contact, let endpoint, let until, by: _):
            "bind \(address.text) \(String(contact, radix: 16)) \(endpoint.text) \(until.unixSeconds)"
        case .unbind(let address, let contact):
            "unbind \(address.text) \(contact.map { String($0, radix: 16) } ?? "everything")"
        case .retransmit(_, let destination, for: let transaction):
            "retransmit \(destination.socket) \(destination.remote.text) \(transaction.cseq)"
        case .assign(_, let assignment): "assign \(assignment.pbx)\(assignment.isLarge ? " large" : "")"
        case .answered(let answer): "answered \(answer.method) \(answer.status)"
        case .settle(let transaction, let isFinal): "settle \(transaction.cseq) \(isFinal ? "final" : "provisional")"
        case .audit(let record): "audit \(record.question.rawValue) \(record.watcher) \(record.target) \(record.rule)"
        }
    }
}
