import Foundation

/// libxml2's `xmllint`, a strict reader that is not ours, over many documents at once.
package struct XMLLint {
    /// Documents a call, so that the files of a long campaign never lie about all at once.
    private static let documentsPerCall = 2_000
    /// Schemas of the RFCs, by the root element of what they describe.
    private static let schemas = [
        "dialog-info": "dialog-info.xsd", "presence": "pidf.xsd", "conference-info": "conference-info.xsd",
        "list": "rlmi.xsd",
    ]

    /// What it has to say of the documents; empty if nothing. Documents without a schema must be well-formed.
    package static func complaints(of documents: some Sequence<[UInt8]>) throws -> [String] {
        var byRoot: [String: [[UInt8]]] = [:]
        for document in documents { byRoot[root(of: document), default: []].append(document) }
        return try byRoot.sorted { $0.key < $1.key }.flatMap { root, documents in
            try stride(from: 0, to: documents.count, by: documentsPerCall).flatMap { start in
                try complaints(documents[start..<min(start + documentsPerCall, documents.count)], schemas[root])
            }
        }
    }

    /// The name of the first element, with what tells XPIDF from PIDF.
    private static func root(of document: [UInt8]) -> String {
        let text = String(decoding: document.prefix(400), as: UTF8.self)
        for name in ["dialog-info", "conference-info", "list"] where text.contains("<\(name) ") { return name }
        return text.contains("<presence ") && text.contains("urn:ietf:params:xml:ns:pidf\"") ? "presence" : "other"
    }

    /// The numbers of those documents that are not well-formed or use a prefix that is not declared.
    package static func faulty(among documents: [[UInt8]]) throws -> Set<Int> {
        let (said, _) = try run(documents.map { $0 }, [])
        return Set(
            said.compactMap { line -> Int? in
                // A namespace that is no URI is a matter of taste.
                if line.contains(" warning ") || line.contains("is not a valid URI") { return nil }
                return line.range(of: ".xml:").flatMap { Int(line[..<$0.lowerBound]) }
            }
        )
    }

    private static func complaints(_ documents: ArraySlice<[UInt8]>, _ schema: String?) throws -> [String] {
        let arguments = schema.map { ["--schema", directory.appending(path: $0).path] } ?? []
        let (said, status) = try run(documents.map(SchemaException.settled), arguments)
        guard status != 0 else { return [] }
        return said.filter { !$0.hasSuffix(" validates") && !$0.hasSuffix(" fails to validate") } + [
            "xmllint: status \(status)"
        ]
    }

    /// What xmllint says of the files `0.xml`, `1.xml`, …, line by line, and how it ends.
    private static func run(_ documents: [[UInt8]], _ arguments: [String]) throws -> ([String], Int32) {
        let folder = scratch.appending(path: "taint-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, document) in documents.enumerated() {
            try Data(document).write(to: folder.appending(path: "\(number).xml"))
        }
        let said = folder.appending(path: "said")
        FileManager.default.createFile(atPath: said.path, contents: nil)
        let lint = Process()
        lint.executableURL = URL(filePath: "/usr/bin/env")
        lint.currentDirectoryURL = folder
        lint.arguments = ["xmllint", "--noout", "--nonet"] + arguments + documents.indices.map { "\($0).xml" }
        lint.standardOutput = FileHandle.nullDevice
        lint.standardError = try FileHandle(forWritingTo: said)
        try lint.run()
        lint.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: said), as: UTF8.self)
        return (text.split(separator: "\n").map(String.init), lint.terminationStatus)
    }

    /// In memory where there is such a place: thousands of small files take a disk longer than xmllint takes to read them.
    private static let scratch =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(filePath: "/dev/shm") : FileManager.default.temporaryDirectory

    private static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/schemas")
}

/// Where a phone's need goes before the schema, and the document is settled before it is validated. Nothing else may differ.
package enum SchemaException: CaseIterable {
    /// Asterisk and FreeSWITCH write `pvalue` for RFC 4235's `pval`, phones have learned to read it, and a rebuilt hold keeps the name that it had.
    case pvalue
    /// Asterisk's `digium_presence` stands in PIDF's own namespace inside `<status>`, where Digium's phones look for it.
    case digiumPresence
    /// FreeSWITCH writes its own words for activities into RFC 4480's namespace (`<rpid:available/>`), and phones go by the local name.
    case wordsOfFreeSWITCH

    /// The document as the schema would have it.
    package static func settled(_ document: [UInt8]) -> [UInt8] {
        var text = String(decoding: document, as: UTF8.self)
        for exception in allCases { text = exception.settle(text) }
        return Array(text.utf8)
    }

    private func settle(_ text: String) -> String {
        switch self {
        case .pvalue:
            text.replacingOccurrences(of: "\"+sip.rendering\" pvalue=", with: "\"+sip.rendering\" pval=")
        case .digiumPresence:
            text.replacingOccurrences(of: "<digium_presence type=", with: "<digium_presence xmlns=\"urn:digium\" type=")
        case .wordsOfFreeSWITCH:
            ["alerting", "available", "dnd"].reduce(text) { text, word in
                text.replacingOccurrences(of: "<rpid:\(word)/>", with: "<rpid:unknown/>")
            }
        }
    }
}
