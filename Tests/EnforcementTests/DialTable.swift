import Enforcement
import Foundation

/// Who may dial which code in which spelling: `fixtures/hostile/dial/table.json`, written by hand. The messages in the folders beside it are made from
/// it, and what is expected of them is what it says, never what came of them.
struct DialTable: Decodable {
    /// What is expected of each watcher, by the right that the code needs (`listen` or `callers`).
    struct Verdicts: Decodable {
        let note: String
        let listen: [String: String]
        let callers: [String: String]
    }

    /// One way to write what is dialled.
    struct Spelling: Decodable {
        let name: String
        let note: String
        let method: String?
        /// With `{code}`, `{target}` and the like in it, see ``DialCase``.
        let uri: String
        let to: String?
        /// A key of `verdicts`, or an answer and its rule that everybody gets.
        let means: String
        /// Whether it makes sense of a code without an extension.
        let bare: Bool?
        /// Whether it names no organisation, so that it is the dialler's own.
        let own: Bool?
    }

    /// A code of which some spellings mean something else.
    struct Exception: Decodable {
        let note: String
        let means: [String: String]
    }

    let watchers: [String: String]
    let verdicts: [String: Verdicts]
    let spellings: [Spelling]
    let exceptions: [String: Exception]
    let listed: [MessageCase.Code]

    static let directory = Scene.fixtures.appending(path: "hostile/dial")

    static func load() throws -> DialTable {
        try JSONDecoder().decode(DialTable.self, from: Data(contentsOf: directory.appending(path: "table.json")))
    }

    /// The codes of one folder: a preset's, or those of `listed`.
    struct Codes: Sendable {
        let folder: String
        let preset: String?
        let codes: [DialledCode]
    }

    /// Every preset, and `listed`. 3CX has no codes, so that the most common one stands there for a number that is none.
    func folders() -> [Codes] {
        let presets = FeatureCodePresets.all.map { preset in
            let codes = preset.entries.map {
                DialledCode(dial: $0.dial, action: $0.action, hops: $0.hops, isOne: true)
            }
            let none = DialledCode(dial: "*33{extension}", action: .listen, hops: false, isOne: false)
            return Codes(folder: preset.name, preset: preset.name, codes: codes.isEmpty ? [none] : codes)
        }
        let own = listed.compactMap { code in
            FeatureCodes.Action(rawValue: code.action).map {
                DialledCode(dial: code.dial, action: $0, hops: code.hops ?? false, isOne: true)
            }
        }
        return presets + [Codes(folder: "listed", preset: nil, codes: own)]
    }

    /// Every code of a folder in every spelling by every watcher.
    func everyCase(of codes: Codes) -> [DialCase] {
        codes.codes.flatMap { code in
            spellings(of: code).flatMap { spelling in
                watchers.keys.sorted().map { DialCase(self, codes, code, spelling, watcher: $0) }
            }
        }
    }

    /// Those of which there is a message: every code as it is by everybody; and every spelling, the codes taking turns, by somebody who may do what
    /// it means and somebody who may not.
    func cases(of codes: Codes) -> [DialCase] {
        var cases = codes.codes.flatMap { code in
            watchers.keys.sorted().map { DialCase(self, codes, code, spellings[0], watcher: $0) }
        }
        for (turn, spelling) in spellings.enumerated().dropFirst() {
            let fitting = codes.codes.filter { code in spellings(of: code).contains { $0.name == spelling.name } }
            guard !fitting.isEmpty else { continue }
            let code = fitting[turn % fitting.count]
            let byAll = watchers.keys.sorted().map { DialCase(self, codes, code, spelling, watcher: $0) }
            let refused = byAll.filter { $0.verdict != "forward" }
            let allowed = byAll.filter { $0.verdict == "forward" }
            cases += [allowed, refused].compactMap { $0.isEmpty ? nil : $0[turn % $0.count] }
        }
        // `555` is also `555{extension}` with nothing behind it.
        var seen: Set<String> = []
        return cases.filter { seen.insert($0.message).inserted }
    }

    private func spellings(of code: DialledCode) -> [Spelling] {
        spellings.filter { code.hasExtension || $0.bare == true }
    }
}

/// One code as the fixtures dial it.
struct DialledCode: Sendable {
    let dial: String
    let action: FeatureCodes.Action
    let hops: Bool
    /// Whether the PBX has it at all.
    let isOne: Bool

    var hasExtension: Bool { dial.contains("{") }
    /// What is dialled before the extension.
    var prefix: String { String(dial.prefix { $0 != "{" }) }
    /// What is dialled behind it.
    var suffix: String { dial.split(separator: "}").dropFirst().joined() }
    /// Whether it needs the right to listen; otherwise the one to see the callers.
    var listens: Bool { [.listen, .whisper, .barge].contains(action) }
    /// For a file's name.
    var slug: String {
        dial.replacingOccurrences(of: "*", with: "s").replacingOccurrences(of: "#", with: "h")
            .replacingOccurrences(of: "{extension", with: "x").filter { $0.isLetter || $0.isNumber }
    }
}
