import EventBody
import Foundation
import Testing

/// One NOTIFY body in `fixtures/notify` with what is expected of it.
///
/// A vector is a directory `T01-name/` with `in.xml`, `case.json` and `out.xml`; a capture is `captures/NAME.xml` with
/// `NAME.json` and `NAME.out.xml`.
struct NotifyFixture: Sendable, CustomTestStringConvertible {
    /// The description beside the document.
    struct Case: Decodable {
        /// Text that stands for many copies of another, so that no large file need be stored.
        struct Repeat: Decodable {
            let placeholder: String
            let text: String
            let count: Int
        }

        let about: String?
        let package: String
        let contentType: String
        let contentEncoding: Bool
        let entity: String
        let user: String
        let statuses: [String]
        let outcome: String
        let expectedContentType: String
        let markers: [String]
        let `repeat`: Repeat?

        var resource: SubscribedResource {
            SubscribedResource(entity: Array(entity.utf8), user: Array(user.utf8), statuses: statuses)
        }
    }

    let name: String
    let document: URL
    let description: URL
    let expected: URL

    var testDescription: String { name }

    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/notify")

    static let vectors: [NotifyFixture] = names(in: directory).filter { $0 != "captures" }.map { name in
        let folder = directory.appending(path: name)
        return NotifyFixture(
            name: name,
            document: folder.appending(path: "in.xml"),
            description: folder.appending(path: "case.json"),
            expected: folder.appending(path: "out.xml")
        )
    }

    static let captures: [NotifyFixture] = {
        let folder = directory.appending(path: "captures")
        let stems = Set(names(in: folder).map { String($0.prefix { $0 != "." }) })
        return stems.sorted().map { stem in
            NotifyFixture(
                name: "captures/\(stem)",
                document: folder.appending(path: "\(stem).xml"),
                description: folder.appending(path: "\(stem).json"),
                expected: folder.appending(path: "\(stem).out.xml")
            )
        }
    }()

    static let all = vectors + captures

    func input() throws -> [UInt8] {
        var bytes = try Data(contentsOf: document)
        if let copies = try load().repeat {
            let text = String(decoding: bytes, as: UTF8.self)
            let replacement = String(repeating: copies.text, count: copies.count)
            bytes = Data(text.replacingOccurrences(of: copies.placeholder, with: replacement).utf8)
        }
        return [UInt8](bytes)
    }

    func load() throws -> Case {
        try JSONDecoder().decode(Case.self, from: Data(contentsOf: description))
    }

    func rebuilt() throws -> RebuiltBody {
        let given = try load()
        let body = try input()
        return rebuild(
            body,
            type: given.contentType,
            isEncoded: given.contentEncoding,
            package: MonitoredPackage(fixture: given.package),
            of: given.resource,
            pseudonym: { Pseudonym.make($0, key: "fixture") }
        )
    }

    private static func names(in folder: URL) -> [String] {
        let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (found ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }
}

extension MonitoredPackage {
    /// The package that a fixture names.
    init(fixture name: String) {
        self = ["dialog": .dialog, "conference": .conference][name] ?? .presence
    }
}
