import Foundation
import NIOCore

@testable import SIPMessage

/// The files under `fixtures/`, and what `expected.json` beside them says.
enum Fixture {
    struct Expectation: Decodable {
        var outcome: String
        var rule: String?
        var identifier: String?
        var status: Int?
        var bodyBytes: Int?
        var note: String?
    }

    static func folder(_ name: String, from file: String = #filePath) -> URL {
        URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("fixtures/\(name)")
    }

    static func bytes(_ folder: String, _ name: String) throws -> ByteBuffer {
        ByteBuffer(bytes: try Data(contentsOf: self.folder(folder).appendingPathComponent("\(name).sip")))
    }

    static func expectations(_ folder: String) throws -> [String: Expectation] {
        let data = try Data(contentsOf: self.folder(folder).appendingPathComponent("expected.json"))
        return try JSONDecoder().decode([String: Expectation].self, from: data)
    }

    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder(folder).path)
            .filter { $0.hasSuffix(".sip") }.map { String($0.dropLast(4)) }.sorted()
    }

    /// What the gate and the field reader make of a datagram, in the words of `expected.json`.
    static func outcome(of datagram: ByteBuffer) -> Expectation {
        switch ByteGate.screen(datagram) {
        case .keepAlive: return Expectation(outcome: "keep-alive")
        case .rejected(let error):
            return Expectation(
                outcome: "rejected",
                rule: error.rule,
                identifier: error.identifier,
                status: error.status
            )
        case .message(let message):
            do throws(FieldError) {
                _ = try FieldReader.read(message)
                return Expectation(outcome: "message", bodyBytes: message.body.count)
            } catch {
                return Expectation(outcome: "unreadable", identifier: error.identifier, status: error.status)
            }
        }
    }
}
