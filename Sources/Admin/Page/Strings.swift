import Foundation

/// Every word of the pages, from one file: `Resources/strings.json`. A `{name}` in a text stands for something.
struct Strings: Sendable {
    /// The texts by section and name, as templates ask for them: `t.section.name`.
    let sections: [String: [String: String]]

    /// The texts of a file; nil when it is no object of objects of texts.
    init?(json: some Sequence<UInt8>) {
        guard let sections = try? JSONDecoder().decode([String: [String: String]].self, from: Data(json)) else {
            return nil
        }
        self.sections = sections
    }

    /// The text of a name, with what its `{name}`s stand for; the name itself if there is none, so that a test finds it.
    func text(_ section: String, _ name: String, _ values: [String: String] = [:]) -> String {
        guard let text = sections[section]?[name] else { return "\(section).\(name)" }
        guard !values.isEmpty else { return text }
        var (result, rest) = ("", text[...])
        while let start = rest.firstIndex(of: "{") {
            result += rest[..<start]
            rest = rest[start...]
            guard let end = rest.firstIndex(of: "}"),
                let value = values[String(rest[rest.index(after: start)..<end])]
            else {
                result.append(rest.removeFirst())
                continue
            }
            result += value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// The text for a number of things: `name-one` or `name-other`, with the number as `{count}`.
    func plural(_ section: String, _ name: String, _ count: Int, _ values: [String: String] = [:]) -> String {
        text(
            section,
            "\(name)-\(count == 1 ? "one" : "other")",
            values.merging(["count": "\(count)"]) { one, _ in one }
        )
    }
}
