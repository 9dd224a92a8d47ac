import AccessPolicy
import Foundation
import PolicyAdministration
import Testing

@testable import Admin

/// The words, the addresses and the fields of the pages.
@Suite struct PageTextTests {
    @Test func everyTextThatATemplateAsksForIsThere() throws {
        let strings = try PageLook().strings
        for (name, bytes) in PageFiles.templates {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: /\{\{t\.(\w+)\.(\w+)\}\}/) {
                #expect(strings.sections["\(match.1)"]?["\(match.2)"] != nil, "\(name): \(match.0)")
            }
        }
    }

    @Test(arguments: Scope.allCases) func everyScopeOfATokenHasItsWords(_ scope: Scope) throws {
        #expect(try PageLook.own.get().strings.sections["account"]?["scope-\(scope.rawValue)"] != nil)
    }

    @Test func everyTemplateStandsInTheProgram() throws {
        let folder = URL(filePath: #filePath).appending(path: "../../../../Sources/Admin/Resources").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let names = files.filter { $0.hasSuffix(".mustache") }.map { $0.replacing(".mustache", with: "") }
        #expect(Set(names) == Set(PageFiles.templates.map(\.name)))
    }

    @Test func aTextStandsForWhatIsPutIn() throws {
        let strings = try #require(
            Strings(json: Array(#"{"a": {"b": "{x} and {y}, {x}", "n-one": "{count} z"}}"#.utf8))
        )
        #expect(strings.text("a", "b", ["x": "{y}", "y": "2"]) == "{y} and 2, {y}")
        #expect(strings.text("a", "b", ["x": "1"]) == "1 and {y}, 1")
        #expect(strings.plural("a", "n", 1) == "1 z")
        #expect(strings.text("a", "gone") == "a.gone")
    }

    @Test(arguments: ["a/b", "..", ".", "~", "~..", "a b?c#d", "%2F", "<b>", "דוד", "x~y"])
    func aNameComesBackFromItsPath(_ name: String) {
        let segment = Paths.segment(name)
        #expect(Paths.name(segment) == name)
        #expect(!segment.contains("/") && segment != "." && segment != "..")
    }

    @Test func fieldsKeepTheirOrderAndComeSeveralTimes() {
        let form = FormFields("a=1&b=x+y%2Bz&a=2&c&d=%zz&=e&a=%C3%A9")
        #expect(form.all("a") == ["1", "2", "é"])
        #expect(form["b"] == "x y+z")
        #expect(form.has("c") && form["c"] == "")
        #expect(form["d"] == "%zz")
        #expect(!form.has("e"))
    }

    @Test func rangesAreOfNumbersOfOneLength() {
        let ranges = NumberRanges("100-199, 305 0100-0110 x, 9-1")
        #expect(ranges.contains("100") && ranges.contains("199") && ranges.contains("305"))
        #expect(ranges.contains("0105") && !ranges.contains("105 "))
        #expect(!ranges.contains("200") && !ranges.contains("0150") && !ranges.contains("5"))
        #expect(NumberRanges(" , ").isEmpty)
    }

    @Test func anActionNamesItsListAndMember() {
        #expect(FormAction("save") == .save)
        #expect(FormAction("") == .preview)
        #expect(FormAction("add|status|role:A|B") == .add(list: "status", .init(.role, "A|B")))
        #expect(FormAction("remove|role|user:x") == .remove(list: "role", .init(.user, "x")))
        #expect(FormAction("add|status|nobody") == .preview)
        #expect(FormAction("dance") == .other("dance"))
    }
}
