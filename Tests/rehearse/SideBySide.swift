import Rehearsal

/// Prints what several phones were sent, one column a phone.
struct SideBySide {
    let titles: [String]
    private let width = 48

    /// A heading over everything.
    func header() {
        row(titles)
        row(titles.map { _ in String(repeating: "=", count: width) })
    }

    /// One step of a scene: its name, and what each phone was sent in it.
    func step(_ name: String, _ columns: [[WireMessage]]) {
        let rule = String(repeating: "-", count: (width + 3) * columns.count - 3 - name.count - 4)
        print("-- \(name) \(rule)")
        let texts = columns.map { messages -> [String] in
            let lines = Array(messages.map(lines(of:)).joined(separator: [""]))
            return lines.isEmpty ? ["(nothing)"] : lines
        }
        for number in 0..<(texts.map(\.count).max() ?? 0) {
            row(texts.map { number < $0.count ? $0[number] : "" })
        }
        print("")
    }

    private func row(_ cells: [String]) {
        let padded = cells.map { $0 + String(repeating: " ", count: max(0, width - $0.count)) }
        print(padded.joined(separator: " | "))
    }

    /// The lines of a message that say what it tells: what it is, the state of the subscription, the body.
    private func lines(of message: WireMessage) -> [String] {
        var lines = [message.startLine]
        for name in ["Event", "Subscription-State"] {
            if let value = message.header(name) { lines.append("\(name): \(value)") }
        }
        let body = message.body.replacing("><", with: ">\n<").split(whereSeparator: \.isNewline)
        lines += body.map { String($0.replacing("\t", with: "  ")) }
        return lines.filter { !$0.allSatisfy(\.isWhitespace) }.flatMap(wrapped)
    }

    /// A long line in pieces, cut at spaces where there are any.
    private func wrapped(_ line: String) -> [String] {
        let indent = String(line.prefix { $0 == " " }) + "    "
        var pieces: [String] = []
        var rest = line[...]
        while rest.count > width {
            let limit = rest.index(rest.startIndex, offsetBy: width)
            let start = rest.firstIndex { $0 != " " } ?? limit
            let cut = rest[start..<limit].lastIndex(of: " ").map(rest.index(after:)) ?? limit
            pieces.append(String(rest[..<cut]))
            rest = (indent + rest[cut...])[...]
        }
        return pieces + [String(rest)]
    }
}
