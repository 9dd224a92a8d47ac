import Enforcement
import Foundation
import NIOCore
import SIPMessage
import Testing

/// What is dialled, in every way that we know: the messages of `fixtures/hostile/dial/`. `UPDATE_GOLDEN=1` writes those that the table makes, with what
/// the table expects of them.
@Suite struct DialFixtureTests {
    static let fixtures = HostileClass.dialled.flatMap { (try? $0.fixtures()) ?? [] }
    static let table = Result { try DialTable.load() }
    static let folders = ((try? table.get()) ?? nil)?.folders() ?? []
    static let madeFolders = folders.map { "dial/\($0.folder)" }

    @Test(arguments: fixtures)
    func judgedAsExpected(_ fixture: HostileFixture) throws {
        let given = try fixture.load()
        let outcome = try given.outcome(fixture.bytes())
        given.expectJudged(outcome)
        outcome.expectReadable()
        try given.expectGone(fixture.bytes())
    }

    /// Where the proxy has nothing to take out, only what a proxy adds is another.
    @Test(arguments: fixtures.filter { madeFolders.contains($0.of.folder) })
    func whatMayGoOnGoesOnAsItWasDialled(_ fixture: HostileFixture) throws {
        let came = SIPText(.init(bytes: try fixture.bytes()))
        let forwards = try fixture.load().outcome(fixture.bytes()).forwards
        #expect(forwards.count == (try fixture.load().verdict == "forward" ? 1 : 0))
        for (bytes, to) in forwards {
            let sent = SIPText(bytes)
            #expect(to.remote == Scene.pbx)
            #expect(sent.start == came.start)
            #expect(sent.values("To") == came.values("To"))
            #expect(sent.values("Refer-To") == came.values("Refer-To"))
            #expect(sent.body == came.body)
        }
    }

    @Test(arguments: fixtures.filter { !madeFolders.contains($0.of.folder) })
    func whatIsWrittenByHandSendsOnTheExpectedBytes(_ fixture: HostileFixture) throws {
        try fixture.expectSent()
    }

    @Test(arguments: HostileClass.dialled.map(\.folder))
    func everyMessageHasItsRowAndBack(_ folder: String) throws {
        let dialled = HostileClass(folder: folder)
        #expect(Set(try dialled.sheet().messages.keys) == Set(try dialled.fixtures().map(\.name)))
        #expect(try dialled.files(suffix: "").allSatisfy { $0.hasSuffix(".sip") || $0 == "expected.json" })
    }

    @Test(arguments: folders.map(\.folder))
    func theMessagesAreThoseOfTheTable(_ folder: String) throws {
        let codes = try #require(Self.folders.first { $0.folder == folder })
        let cases = try Self.table.get().cases(of: codes)
        let directory = DialTable.directory.appending(path: folder)
        var files = ["expected.json": try Self.sheet(codes, cases)]
        for made in cases { files["\(made.name).sip"] = Data(made.message.utf8) }
        #expect(files.count == cases.count + 1, "two messages of one name")
        if Golden.isWritten {
            try? FileManager.default.removeItem(at: directory)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            for (name, content) in files { try content.write(to: directory.appending(path: name)) }
        }
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: directory.path)) == Set(files.keys))
        for (name, content) in files {
            #expect(try Data(contentsOf: directory.appending(path: name)) == content, "\(folder)/\(name)")
        }
    }

    private static func sheet(_ codes: DialTable.Codes, _ cases: [DialCase]) throws -> Data {
        let rows = Dictionary(cases.map { ($0.name, $0.row) }) { first, _ in first }
        let title = codes.preset.map { "The codes of `\($0)`" } ?? "Codes that an operator lists"
        return try JSONSerialization.data(
            withJSONObject: ["title": title, "messages": rows],
            options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        ) + Data("\n".utf8)
    }

    /// The whole of the table, of which the folders hold a part.
    @Test(arguments: folders.map(\.folder))
    func everyCodeInEverySpellingByEverybodyIsJudgedAsTheTableSays(_ folder: String) throws {
        let codes = try #require(Self.folders.first { $0.folder == folder })
        for made in try Self.table.get().everyCase(of: codes) {
            let row = try JSONSerialization.data(withJSONObject: made.row)
            let given = try JSONDecoder().decode(MessageCase.self, from: row)
            let outcome = try given.outcome(Array(made.message.utf8))
            let found = (outcome.judgement.verdict.rawValue, outcome.judgement.status, outcome.judgement.rule)
            #expect(found == (made.verdict, made.status, made.rule), "\(made.testDescription): \(made.uri)")
            #expect(outcome.fixtureTexts == made.actions, "\(made.testDescription): \(made.uri)")
        }
    }

    @Test func thereAreFourHundredAtLeastAndNoTwoAreTheSame() throws {
        #expect(Self.fixtures.count >= 400)
        let all = try Self.fixtures.map { fixture in
            let codes = try fixture.load().codes?.map(\.dial).joined() ?? ""
            return try "\(fixture.of.folder) \(codes) \(fixture.load().overlap)"
                + String(decoding: fixture.bytes(), as: UTF8.self)
        }
        #expect(Set(all).count == all.count)
    }

    @Test func everySpellingSaysWhatItMeans() throws {
        let table = try Self.table.get()
        for spelling in table.spellings {
            #expect(table.verdicts[spelling.means] != nil || spelling.means.hasPrefix("40"), "\(spelling.name)")
        }
        for (name, verdicts) in table.verdicts {
            #expect(Set(verdicts.listen.keys) == Set(table.watchers.keys), "\(name)")
            #expect(Set(verdicts.callers.keys) == Set(table.watchers.keys), "\(name)")
        }
    }
}
