import Enforcement
import Foundation
import Testing

/// `docs/FEATURE_CODES.md`, written from the presets, the table of spellings and the messages that show them. `UPDATE_GOLDEN=1` writes it.
@Suite struct FeatureCodePageTests {
    private static let watchers = ["alice", "bob", "full", "stranger", "eve"]

    @Test func thePageSaysWhatIsTested() throws {
        try Golden.expectPage("FEATURE_CODES.md", says: Self.text(), by: "FeatureCodePageTests")
    }

    @Test func everyWatcherOfTheTableHasItsColumn() throws {
        #expect(Set(try DialTable.load().watchers.keys) == Set(Self.watchers))
    }

    private static func text() throws -> String {
        let table = try DialTable.load()
        return try [introduction, presets(), spellings(table), overlap, others()].joined(separator: "\n")
    }

    // MARK: What is written here

    private static let introduction = """
        # Feature codes

        What is dialled to listen, whisper, barge, pick up or open a microphone, and what it takes. Nothing is a code until the operator says so, because the same digits
        mean different things on different PBXes. `FeatureCodePageTests` writes this page (`UPDATE_GOLDEN=1`) from the presets, from
        `fixtures/hostile/dial/table.json` and from the messages beside it, which `DialFixtureTests` runs.

        ```yaml
        feature-codes:
          preset: fusionpbx                                # or a list of presets, if they do not clash
          overlap: pass                                    # or judge: see below
          codes:
            - {dial: "*222{extension}", action: listen}
            - {dial: "*223{extension:3-5}#", action: whisper}
            - {dial: "557", action: barge, hops: true}
            - {dial: "**{extension}", action: pickup}
            - {dial: "*80{extension}", action: intercom}
        ```

        | action | right that it takes |
        |---|---|
        | `listen`, `whisper`, `barge` | `listen-whisper-barge` of the extension; one right, since keys pressed in the call turn one into another |
        | `pickup`, `intercom` | `connected-callers` of the extension, or to own it; in no preset, so only where they are listed |

        The right over **everyone**, that is over every extension and over those that no policy lists, is what it takes where the call does not say whom it is about:

        - a code without an extension;
        - a code whose extension is asked for, dialled without it;
        - a code that **hops**: keys pressed in the call, which no proxy sees, lead to other targets, whatever number was dialled;
        - what follows a code and is neither a number, nor a name of the policy, nor a spelling of one of these.

        Who may listen is asked for the proof that `listening-requires` says. Every attempt to listen is recorded, and every refusal of the others.
        The same string for two actions, a code that the extension of another may begin with (`*3{extension}`, `*33{extension}`), and a code twice are problems that
        `earshot validate` names with their lines, all at once; it warns of extensions whose number is dialled like a code.

        ## Presets

        **asked**: the PBX asks for the extension after it has answered; the code is known with the extension behind it as well.

        """

    private static let overlap = """
        ## Codes that are dialled bit by bit

        A phone that sends digits as they are dialled (RFC 3578) begins a new INVITE with each: `*3`, `*33`, `*3310`, `*331001`. Each is judged by itself.
        What is no code yet passes, because `*3`, `*5`, `*8` and `#8` are ordinary codes of many PBXes; an INVITE that the PBX finds too short it answers with 484, and
        the next one is judged. `*33` needs the right over everyone, and `*3310` the one over 10, a number with the organisation's defaults.

        That leaves a gap where the PBX answers a part and collects the rest in the sound: chan_sip with `allowoverlap=dtmf`, a gateway, a menu. With `overlap: judge`
        a string of at least two digits that begins with `*` or `#` and that a code begins with needs the right over everyone, and so does a code with a
        number behind it that the policy does not list. Numbers that begin with a digit are never taken for the beginning of a code.

        """

    // MARK: What is written from elsewhere

    private static func presets() -> String {
        FeatureCodePresets.all.map { preset in
            var text = "### `\(preset.name)`\n\n"
            if !preset.note.isEmpty { text += "\(preset.note)\n" }
            guard !preset.entries.isEmpty else { return text }
            text +=
                (preset.note.isEmpty ? "" : "\n")
                + "| code | action | extension | right over | source |\n|---|---|---|---|---|\n"
            for entry in preset.entries {
                let form =
                    switch entry.form {
                    case .appended: entry.hops ? "appended, hops" : "appended"
                    case .prompted: "asked"
                    case .none: entry.hops ? "none, hops" : "none"
                    }
                let over =
                    entry.hops || entry.form == .none
                    ? "everyone"
                    : entry.form == .prompted ? "the extension; bare: everyone" : "the extension"
                text += "| `\(entry.dial)` | \(entry.action.rawValue) | \(form) | \(over) | \(entry.source) |\n"
            }
            return text
        }.joined(separator: "\n")
    }

    private static func spellings(_ table: DialTable) throws -> String {
        let people = watchers.map { "`\($0)` \(table.watchers[$0] ?? "")" }.joined(separator: "; ")
        let code = DialledCode(dial: "*33{extension}", action: .listen, hops: false, isOne: true)
        let codes = DialTable.Codes(folder: "fusionpbx", preset: "fusionpbx", codes: [code])
        var text = """

            ## Spellings

            Of every code, shown for `*33{extension}`. A code that hops, or has no extension, is about everyone where this one is about the extension; for `pickup` and
            `intercom` the rules are `callers-…`. \(people).

            | spelling | what is dialled | about | \(watchers.joined(separator: " | ")) |
            |---|---|---|\(watchers.map { _ in "---" }.joined(separator: "|"))|

            """
        for spelling in table.spellings {
            let cases = watchers.map { DialCase(table, codes, code, spelling, watcher: $0) }
            guard let first = cases.first else { continue }
            let header = spelling.method.map { "\($0) " } ?? ""
            let to = spelling.to == nil ? "" : ", To `\(first.to)`"
            let about = first.means.isEmpty ? "" : first.means.replacingOccurrences(of: "target", with: "1001")
            let cells = cases.map { made in
                made.verdict == "forward" ? "goes on" : "\(made.status ?? 0) \(made.rule)"
            }
            text +=
                "| \(spelling.note) | \(header)`\(first.uri)`\(to) | \(about) | \(cells.joined(separator: " | ")) |\n"
        }
        text += "\n"
        for (dial, exception) in table.exceptions.sorted(by: { $0.key < $1.key }) {
            let names = exception.means.keys.sorted().joined(separator: ", ")
            text += "Of `\(dial)` \(exception.note): \(names).\n"
        }
        return text
    }

    private static func others() throws -> String {
        var text = """
            ## Other roads to a call

            Transfers, redirections, dialogs of others, soft keys and orders in bodies and headers, message by message. More are in [BYPASS.md](BYPASS.md) and
            in the vectors T63 and T64 ([VECTORS.md](VECTORS.md)).

            """
        for road in HostileClass.dialled where !DialFixtureTests.madeFolders.contains(road.folder) {
            let sheet = try road.sheet()
            text += "\n### \(sheet.title)\n\n| message | what it tries | by | verdict | rule |\n|---|---|---|---|---|\n"
            for fixture in try road.fixtures() {
                let given = try fixture.load()
                let isRedirection = given.rule == "redirection-to-code"
                let verdict =
                    isRedirection
                    ? "403 toward the PBX"
                    : given.verdict == "forward" ? "goes on" : "\(given.code ?? 0)"
                let without =
                    given.lacks.isEmpty || isRedirection
                    ? "" : ", without " + given.lacks.map { "`\($0)`" }.joined(separator: ", ")
                text +=
                    "| \(fixture.name) | \(given.note) | \(given.watcher) | \(verdict)\(without) | \(given.rule) |\n"
            }
        }
        return text
    }
}
