import AccessPolicy
import Yams

/// Takes YAML nodes for what they should be, and reports those that are something else.
package struct NodeReader {
    /// A key of a mapping with its value.
    package struct Pair {
        package let key: Located<String>
        package let value: Node
    }

    /// The problems so far.
    package private(set) var problems: [PolicyProblem] = []
    private let file: String
    private let elementsMax: Int
    private var elementsLeft: Int

    /// A reader that reports against a file and reads so many elements of lists and mappings at most.
    package init(file: String, elementsMax: Int = PolicyFileLimits.elements) {
        self.file = file
        self.elementsMax = elementsMax
        elementsLeft = elementsMax
    }

    /// Adds a problem.
    package mutating func report(_ text: String, line: Int) {
        problems.append(PolicyProblem(file: file, line: line, text: text))
    }

    /// The line of a node; 0 when Yams does not know it.
    package static func line(_ node: Node) -> Int {
        node.mark?.line ?? 0
    }

    /// Whether nothing is written there: `key:` or `key: null`.
    package static func isNull(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The text of a scalar, exactly as written: `0101` and `yes` stay so. Nil (and a problem) for anything else.
    package mutating func text(_ node: Node, _ place: String) -> Located<String>? {
        guard case .scalar(let scalar) = node, !Self.isNull(node) else {
            report("\(place) must be a text, not \(Self.description(of: node))", line: Self.line(node))
            return nil
        }
        return Located(KeyMark.take(off: scalar.string), line: Self.line(node))
    }

    /// The elements of a list; none where nothing is written. A problem for anything else.
    package mutating func list(_ node: Node, _ place: String) -> [Node] {
        if case .sequence(let sequence) = node { return spend(sequence.count) ? Array(sequence) : [] }
        if !Self.isNull(node) {
            report("\(place) must be a list such as `[…]`, not \(Self.description(of: node))", line: Self.line(node))
        }
        return []
    }

    /// The pairs of a mapping whose keys are names; none where nothing is written. A problem for anything else.
    /// A name may be there twice: that is for the compiler to report.
    package mutating func names(_ node: Node, _ place: String) -> [Pair] {
        guard case .mapping(let mapping) = node else {
            if !Self.isNull(node) {
                let found = Self.description(of: node)
                report("\(place) must be a mapping such as `name: …`, not \(found)", line: Self.line(node))
            }
            return []
        }
        guard spend(mapping.count) else { return [] }
        var pairs: [Pair] = []
        for (key, value) in mapping {
            guard let key = text(key, "a key of \(place)") else { continue }
            pairs.append(Pair(key: key, value: value))
        }
        return pairs
    }

    /// The pairs of a mapping with a fixed set of keys. A problem for every other key and for one that is there twice.
    package mutating func fields<Key: RawRepresentable<String> & CaseIterable & Hashable>(
        _ node: Node,
        _ place: String,
        as type: Key.Type
    ) -> [Key: Node] {
        var fields: [Key: Node] = [:]
        var lines: [Key: Int] = [:]
        for pair in names(node, place) {
            let name = pair.key.value
            guard let key = Key(rawValue: name) else {
                let known = Key.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
                report("unknown key `\(name)` in \(place); the keys are \(known)", line: pair.key.line)
                continue
            }
            if let first = lines[key] {
                report("key `\(name)` of \(place) is there already on line \(first); remove one", line: pair.key.line)
                continue
            }
            lines[key] = pair.key.line
            fields[key] = pair.value
        }
        return fields
    }

    /// The value of a scalar that must be one of a few words. Nil (and a problem) for any other.
    package mutating func word<Word: RawRepresentable<String>>(
        _ node: Node,
        _ place: String,
        _ choices: [Word]
    ) -> Word? {
        guard let text = text(node, place) else { return nil }
        if let word = choices.first(where: { $0.rawValue == text.value }) { return word }
        let known = choices.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        report("\(place) cannot be `\(text.value)`; write \(known)", line: text.line)
        return nil
    }

    /// Takes elements from what may still be read; false (and a problem, the first time) when there are not so many.
    private mutating func spend(_ count: Int) -> Bool {
        if count <= elementsLeft {
            elementsLeft -= count
            return true
        }
        if elementsLeft >= 0 {
            report("the file holds more than \(elementsMax) entries, aliases followed; use fewer aliases", line: 0)
        }
        elementsLeft = -1
        return count == 0
    }

    /// A node in a few words.
    package static func description(of node: Node) -> String {
        switch node {
        case .scalar(let scalar):
            isNull(node) ? "nothing" : "`\(KeyMark.take(off: scalar.string))`"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
