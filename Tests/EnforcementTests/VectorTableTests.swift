import Foundation
import Testing

/// The acceptance list T01 to T64, and which fixtures show each. `UPDATE_GOLDEN=1` writes `docs/VECTORS.md`.
@Suite struct VectorTableTests {
    /// What each vector is about.
    private static let subjects: [Int: String] = {
        let table = Scene.fixtures.appending(path: "vectors.json")
        let found = try? JSONDecoder().decode([String: String].self, from: Data(contentsOf: table))
        return Dictionary(
            uniqueKeysWithValues: (found ?? [:]).compactMap { key, text in Int(key.dropFirst()).map { ($0, text) } }
        )
    }()

    /// One fixture of a vector.
    private struct Row {
        let number: Int
        let file: String
        let verdict: String
    }

    private static func rows() throws -> [Row] {
        let documents = try NotifyVector.all.map { vector in
            (vector.name, "notify/\(vector.name)", try verdict(ofDocument: vector.load().outcome))
        }
        let messages = try MessageFixture.all.map { fixture in
            (fixture.name, "messages/\(fixture.name)", try verdict(ofMessage: fixture.load()))
        }
        let phones = [("T30-lamps", "phones/T30-lamps.json", "the lamp that each client shows")]
        return (documents + messages + phones).compactMap { name, file, verdict in
            number(of: name).map { Row(number: $0, file: file, verdict: verdict) }
        }.sorted { ($0.number, $0.file) < ($1.number, $1.file) }
    }

    private static func number(of name: String) -> Int? {
        let digits = name.dropFirst().prefix { $0.isNumber }
        return name.hasPrefix("T") && digits.count == 2 && name.dropFirst(3).first == "-" ? Int(digits) : nil
    }

    private static func verdict(ofDocument outcome: String) -> String {
        switch outcome {
        case "strict": "rebuilt"
        case "tolerant": "rebuilt from broken XML"
        default: "fails closed: \(outcome)"
        }
    }

    private static func verdict(ofMessage given: MessageCase) -> String {
        let code = given.code.map { " \($0)" } ?? ""
        return "\(given.verdict)\(code): \(given.rule)"
    }

    private static func text() throws -> String {
        var text = """
            # The vectors

            What PBXes and phones send that could name a caller, or go round us, and the fixtures that show what becomes of it. Each is run by
            `NotifyFixtureTests` and `NotifyVectorTests` (documents, alone and in a NOTIFY), `MessageFixtureTests` (whole messages, byte for byte, with
            the counters that they move) or `ClientModelTests` (phones). `VectorTableTests` writes this page (`UPDATE_GOLDEN=1`); a number without
            a fixture, or a fixture without a number of the list, fails it.

            | vector | what | fixture | verdict |
            |---|---|---|---|

            """
        var last = 0
        for row in try rows() {
            let label = String(format: "T%02d", row.number)
            text +=
                "| \(label) | \(row.number == last ? "" : subjects[row.number] ?? "") | `\(row.file)` | \(row.verdict) |\n"
            last = row.number
        }
        return text
    }

    @Test func everyVectorHasAFixture() throws {
        #expect(Set(try Self.rows().map(\.number)) == Set(1...64))
    }

    @Test func everyVectorSaysWhatItIsAbout() {
        #expect(Set(Self.subjects.keys) == Set(1...64))
    }

    @Test func theTableSaysWhatIsTested() throws {
        try Golden.expectPage("VECTORS.md", says: Self.text(), by: "VectorTableTests")
    }
}
