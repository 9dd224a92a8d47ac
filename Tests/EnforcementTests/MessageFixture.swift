import AccessPolicy
import Enforcement
import Foundation
import Testing

/// One whole message in `fixtures/messages/NN-name/`: `in.sip`, what is expected of it in `case.json`, and every byte that is sent in
/// `out.sip` (empty when nothing is).
///
/// `@via@`, `@token@` and `@to@` in `in.sip` stand for the Vias, the dialog token and the To in the `out.sip` of the fixture that
/// `follows` names.
struct MessageFixture: Sendable, CustomTestStringConvertible {
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

    func load() throws -> MessageCase {
        try JSONDecoder().decode(MessageCase.self, from: Data(contentsOf: folder.appending(path: "case.json")))
    }

    func outcome(_ given: MessageCase) throws -> Outcome {
        try given.outcome(bytes())
    }

    func bytes() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "in.sip")))
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
        case .live(let sighting): "live \(sighting.what)"
        case .call(_, let news): "call \(news)"
        case .answered(let answer): "answered \(answer.method) \(answer.status)"
        case .settle(let transaction, let isFinal): "settle \(transaction.cseq) \(isFinal ? "final" : "provisional")"
        case .audit(let record): "audit \(record.question.rawValue) \(record.watcher) \(record.target) \(record.rule)"
        }
    }
}
