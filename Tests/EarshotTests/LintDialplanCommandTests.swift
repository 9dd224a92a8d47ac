import ArgumentParser
import DialplanLint
import Foundation
import Testing

@testable import earshot

/// `earshot lint-dialplan` on the fixtures: what it prints and how it exits.
@Suite struct LintDialplanCommandTests {
    private static let fixtures = Checkout.fixtures.appending(path: "dialplan")

    private func path(_ name: String) -> String { Self.fixtures.appending(path: name).path }

    private func status(_ names: String...) throws -> Int32 {
        do {
            try LintDialplanCommand.parse(names.map(path)).run()
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        }
    }

    @Test func aPlanWithNotesAloneExitsWithZero() throws {
        #expect(try status("asterisk-fixed.conf", "freeswitch-fixed.xml") == 0)
    }

    @Test func aFindingExitsWithOne() throws {
        #expect(try status("asterisk-fixed.conf", "asterisk-keys.conf") == 1)
    }

    @Test(arguments: ["nowhere.conf", "asterisk-unread.conf", "asterisk-ael.conf", "freeswitch-folder"])
    func whatCannotBeReadExitsWithTwo(_ name: String) throws {
        #expect(try status("asterisk-keys.conf", name) == 2)
    }

    @Test func aLineSaysWhereAndWhat() {
        let file = path("asterisk-keys.conf")
        let text = LintDialplanCommand.text(DialplanLint.check([file], in: FolderOnDisk()))
        #expect(text.contains("\(file):3: option `d` lets the listener speak"))
        #expect(text.contains("\(file):3: note: the extension is dialled"))
        #expect(text.hasSuffix("1 files, 6 findings, 5 notes"))
    }

    @Test func jsonHasEveryField() throws {
        let report = DialplanLint.check([path("asterisk-open.conf"), path("nowhere.xml")], in: FolderOnDisk())
        let data = Data(LintDialplanCommand.json(report).utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let findings = try #require(object["findings"] as? [[String: Any]])
        #expect(object["ok"] as? Bool == false)
        #expect(findings.count == report.findings.count)
        #expect(findings.allSatisfy { Set($0.keys) == ["file", "line", "grade", "rule", "text"] })
        #expect((object["unread"] as? [[String: Any]])?.count == 1)
    }

    @Test func foldersAreReadWithWhatIsBelow() {
        let report = DialplanLint.check([path("freeswitch-folder")], in: FolderOnDisk())
        #expect(report.files.map { $0.split(separator: "/").last } == ["10_listen.xml", "default.xml"])
    }
}
