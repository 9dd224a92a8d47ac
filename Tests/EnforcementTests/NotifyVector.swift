import Foundation
import NIOCore
import Testing

@testable import Enforcement

/// A body of `fixtures/notify` in a NOTIFY of a subscription that we know: the same vectors that EventBody is tested with, through everything.
struct NotifyVector: Sendable, CustomTestStringConvertible {
    struct Case: Decodable {
        struct Repeat: Decodable {
            let placeholder: String
            let text: String
            let count: Int
        }

        let package: String
        let contentType: String
        let contentEncoding: Bool
        let entity: String
        let statuses: [String]
        let outcome: String
        let expectedContentType: String
        let markers: [String]
        /// The counters that the NOTIFY moves.
        let counters: [String]?
        let `repeat`: Repeat?
    }

    let name: String
    var testDescription: String { name }

    private var folder: URL { Scene.fixtures.appending(path: "notify/\(name)") }

    static let all: [NotifyVector] = {
        let found = try? FileManager.default.contentsOfDirectory(atPath: Scene.fixtures.appending(path: "notify").path)
        return (found ?? []).filter { $0 != "captures" && !$0.hasPrefix(".") }.sorted().map(NotifyVector.init)
    }()

    func load() throws -> Case {
        try JSONDecoder().decode(Case.self, from: Data(contentsOf: folder.appending(path: "case.json")))
    }

    func expected() throws -> String { try String(contentsOf: folder.appending(path: "out.xml"), encoding: .utf8) }

    func body() throws -> [UInt8] {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "in.xml")))
        guard let copies = try load().repeat else { return bytes }
        return Array(
            String(decoding: bytes, as: UTF8.self)
                .replacingOccurrences(
                    of: copies.placeholder,
                    with: String(repeating: copies.text, count: copies.count)
                ).utf8
        )
    }

    /// The NOTIFY, with our token in its Route.
    func message() throws -> SIPText {
        let given = try load()
        var text = SIPText.notify(
            to: "watcher",
            event: given.package,
            type: given.contentType,
            body: try body(),
            given.contentEncoding ? [("Content-Encoding", "gzip")] : []
        )
        text = text.with("From", "<\(given.entity)>;tag=pbx")
        let (callID, tag) = (Array((text.values("Call-ID").first ?? "").utf8), Array("from-watcher".utf8))
        let token = DialogToken(
            kind: .subscription(EventPackage(Array(given.package.utf8).span, passing: [])),
            pbx: 7,
            phone: Scene.phone(16),
            watcher: Scene.address("watcher"),
            resource: Array(given.entity.utf8)
        ).encode(callID: callID.span, tag: tag.span, keys: TestKeys.first)
        let user = String(decoding: try #require(token), as: UTF8.self)
        text.headers.insert((name: "Route", value: "<sip:\(user)@192.0.2.1:5062;lr>"), at: 1)
        return text
    }

    func outcome() throws -> Outcome {
        let statuses = try load().statuses.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")
        let policy = """
            organization: Example Ltd
            domains: [example.com, pbx.example]
            defaults: {status: everyone, connected-callers: nobody}
            users: {watcher: {}}
            statuses: [\(statuses)]
            """
        return try Scene.pipeline(Scene.policy(yaml: policy)).pbx(message())
    }

    /// The same document with pseudonyms numbered in the order that they come in: the key that makes them is another one here.
    static func numbered(_ document: String) -> String {
        var seen: [String] = []
        var numbered = ""
        var rest = document[...]
        while let start = rest.range(of: " id=\"") {
            numbered += rest[..<start.upperBound]
            let value = rest[start.upperBound...].prefix { $0 != "\"" }
            rest = rest[value.endIndex...]
            if value.count == 18, value.dropFirst(2).allSatisfy(\.isHexDigit) {
                if !seen.contains(String(value)) { seen.append(String(value)) }
                numbered += "pseudonym-\(seen.firstIndex(of: String(value)) ?? 0)"
            } else {
                numbered += value
            }
        }
        return numbered + rest
    }
}
