import AccessPolicy
import Foundation
import PolicyFile
import Testing

@testable import PolicyImport

/// A folder of `fixtures/import/`: what a PBX has. The policy that is expected of it is in `NAME.yaml`, what is said of it in `NAME.notes`.
struct ImportFixture: Sendable, CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/import")

    static let all: [ImportFixture] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { !$0.contains(".") }.sorted().map(ImportFixture.init)
    }()

    var format: ImportFormat? {
        let word = name.split(separator: "-").first.map(String.init) ?? ""
        return word == "freeswitch" ? .fusionpbx : ImportFormat(rawValue: word)
    }

    /// The folder's files, those in folders too, by name.
    func files() throws -> [ImportFile] {
        let folder = Self.directory.appending(path: name)
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.contains(".") && !$0.hasSuffix(".example") }.sorted().map {
            ImportFile(name: $0, text: try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
        }
    }

    func result(into base: PolicyModel? = nil) throws -> PolicyImport.Result {
        let domains = [.fusionpbx].contains(format) ? [] : ["example.com"]
        return PolicyImport.convert(try files(), from: try #require(format), domains: domains, into: base)
    }

    static func text(_ name: String) -> String? {
        try? String(contentsOf: directory.appending(path: name), encoding: .utf8)
    }

    static func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: directory.appending(path: name))
    }
}

/// What becomes of whole sites. `UPDATE_GOLDEN=1` writes what is expected.
@Suite struct ImportFixtureTests {
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

    @Test func everyFormatHasAFixture() {
        #expect(Set(ImportFixture.all.compactMap(\.format)) == Set(ImportFormat.allCases))
    }

    @Test(arguments: ImportFixture.all)
    func givesThisPolicy(_ fixture: ImportFixture) throws {
        let result = try fixture.result()
        guard result.problems.isEmpty else {
            return #expect(ImportFixture.text("\(fixture.name).yaml") == nil)
        }
        let text = PolicyFile.write(result.model)
        if Self.isUpdating { try ImportFixture.write(text, "\(fixture.name).yaml") }
        #expect(text == ImportFixture.text("\(fixture.name).yaml"))
        let again = try PolicyFile.parse(text, file: "again.yaml")
        _ = try PolicyCompiler.compile(again, revision: 1)
    }

    @Test(arguments: ImportFixture.all)
    func saysThisOfIt(_ fixture: ImportFixture) throws {
        let result = try fixture.result()
        let text =
            result.problems.map { "\($0)\n" }.joined()
            + (result.problems.isEmpty ? result.notes.map { "note: \($0)\n" }.joined() : "")
        if Self.isUpdating { try ImportFixture.write(text, "\(fixture.name).notes") }
        #expect(text == ImportFixture.text("\(fixture.name).notes"))
    }

    @Test(arguments: ImportFixture.all)
    func everyMistakeSaysWhere(_ fixture: ImportFixture) throws {
        #expect(try fixture.result().problems.allSatisfy { !$0.file.isEmpty })
    }

    @Test(arguments: ImportFixture.all)
    func noPasswordIsCarriedOver(_ fixture: ImportFixture) throws {
        let result = try fixture.result()
        let text = PolicyFile.write(result.model) + result.notes.map(\.text).joined()
        #expect(!text.contains("carried;") && !text.contains("carried-nowhere") && !text.contains("carried,over"))
    }

    @Test(arguments: ImportFixture.all)
    func takenInAgainItIsTheSame(_ fixture: ImportFixture) throws {
        let result = try fixture.result()
        guard result.problems.isEmpty else { return }
        let again = try fixture.result(into: result.model)
        #expect(again.problems == [])
        #expect(again.model == result.model)
    }

    @Test(arguments: ImportFixture.all, [1, 2, 3, 5, 7])
    func aFileThatIsCutShortNeverStopsTheProgram(_ fixture: ImportFixture, _ eighths: Int) throws {
        let files = try fixture.files().map { file in
            ImportFile(name: file.name, text: String(file.text.prefix(file.text.count * eighths / 8)))
        }
        let result = PolicyImport.convert(files, from: try #require(fixture.format))
        #expect(result.model.organizations.count >= 1)
    }
}
