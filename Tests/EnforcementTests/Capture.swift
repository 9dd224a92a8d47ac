import Foundation
import NIOCore
import SIPMessage
import Testing

@testable import Enforcement

/// A message that a real PBX or phone sent, in `fixtures/captures/<pbx>-<scene>-NN.sip`. Its extensions are 10x and 100x; the caller in all of
/// them is `Alice Caller`, 15550199, or an odd variant of those.
struct Capture: Sendable, CustomTestStringConvertible {
    /// What the watcher of the captures may see of everybody.
    enum Level: String, CaseIterable, Sendable {
        case full, status, refused

        var policy: String {
            let rule =
                switch self {
                case .full: "status: everyone, connected-callers: everyone"
                case .status: "status: everyone, connected-callers: nobody"
                case .refused: "status: nobody"
                }
            return """
                organization: Example Ltd
                domains: [example.com, pbx.example, 127.0.0.1]
                defaults: {\(rule)}
                users: {watcher: {extensions: ["106", "1006"]}}
                """
        }
    }

    let name: String
    let text: SIPText
    let bytes: [UInt8]
    var testDescription: String { name }

    static let all: [Capture] = {
        let folder = Scene.fixtures.appending(path: "captures")
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.filter { $0.hasSuffix(".sip") }.sorted().compactMap { name in
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
            return Capture(
                name: name,
                text: SIPText(ByteBuffer(bytes: [UInt8](data))),
                bytes: [UInt8](data)
            )
        }
    }()

    static func starting(_ method: String) -> [Capture] { all.filter { $0.text.start.hasPrefix(method + " ") } }

    static let notifies = starting("NOTIFY")
    static let subscribes = starting("SUBSCRIBE")
    static let answers = starting("SIP/2.0")

    /// The watcher's phone is registered under all of its names.
    static let bindings = DictionaryBindings(
        ["watcher", "106", "1006"].flatMap { user in
            ["127.0.0.1", "pbx.example", "example.com"].map { host in
                (AddressOfRecord(user: Array(user.utf8), host: Array(host.utf8)), Scene.phone(16))
            }
        }
    )

    static func pipeline(_ level: Level) throws -> Pipeline<DictionaryBindings> {
        try Scene.pipeline(Scene.policy(yaml: level.policy), bindings: bindings)
    }

    /// The NOTIFY from the PBX in a dialog that we made for the watcher.
    func notified(_ level: Level) throws -> Outcome {
        let pipeline = try Self.pipeline(level)
        let known = pipeline.introduce(ByteBuffer(bytes: bytes), as: Scene.address("watcher"), on: Scene.fromPBX)
        return pipeline.process(known, on: Scene.fromPBX, at: Scene.now)
    }

    /// Texts that are the caller's in any capture.
    static let callerWords = ["5550199", "1555", "Alice", "Caller", "%260199", "%3C0199"]

    /// What of the monitored call stands in the body: its Call-ID, tags, display names and identities. What is also the resource's own is not
    /// the caller's.
    func secrets() -> [String] {
        let body = String(decoding: text.body, as: UTF8.self)
        var found: [String] = []
        for attribute in ["call-id", "local-tag", "remote-tag", "display"] {
            found += Self.values(of: attribute, in: body)
        }
        let resource = Self.user(in: text.values("From").first ?? "")
        return found.filter { $0.count >= 3 && $0 != resource }
    }

    static func values(of attribute: String, in body: String) -> [String] {
        body.components(separatedBy: "\(attribute)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    static func user(in address: String) -> String {
        guard let start = address.range(of: "sip:") else { return "" }
        return String(address[start.upperBound...].prefix { $0 != "@" })
    }

    /// The states of the dialogs in a dialog-info document, in order, in lower case.
    static func states(in body: String) -> [String] {
        body.components(separatedBy: "<state").dropFirst().compactMap { piece in
            guard let open = piece.firstIndex(of: ">"), piece[..<open].last != "/" else { return nil }
            return piece[piece.index(after: open)...].prefix { $0 != "<" }
                .trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        }
    }
}
