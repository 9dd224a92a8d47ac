import AccessPolicy
import Testing

@testable import PolicyImport

@Suite struct CSVImportTests {
    private static func taken(_ rows: String...) -> PolicyImport.Result {
        let text = "extension,owner,status,managed\n" + rows.joined(separator: "\n")
        return PolicyImport.convert([ImportFile(name: "a.csv", text: text)], from: .csv, domains: ["example.com"])
    }

    @Test func aSecondRowThatSaysSomethingElseIsAMistake() {
        let opened = Self.taken("101,,nobody,", "102,,nobody,", "101,,everyone,")
        let text = "a.csv:4: `status` of extension `101` is `nobody` in a row before; leave one of them out"
        #expect(opened.problems.map(\.description) == [text])
        let freed = Self.taken("Desk,,,admin", "desk,,,user").problems.map(\.description)
        #expect(freed == ["a.csv:3: `managed` of extension `desk` is `admin` in a row before; leave one of them out"])
    }

    @Test func rowsOfOneExtensionAddUp() throws {
        let result = Self.taken("101,,nobody,", "101,,Nobody,admin")
        #expect(result.problems == [])
        let settings = try #require(result.model.organizations.first?.extensions)
        #expect(settings.map(\.status?.value) == [.nobody])
        #expect(settings.map(\.managed) == [.admin])
    }
}
