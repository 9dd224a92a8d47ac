import Admin

/// The list, for a program and for a person.
enum LiveText {
    static func json(_ list: LiveList) -> JSONText.Value {
        .object([("live", .array(list.live.map(json))), ("truncated", .bool(list.truncated))])
    }

    private static func json(_ entry: LiveList.Entry) -> JSONText.Value {
        .object([
            ("organization", .string(entry.organization)), ("watcher", .string(entry.watcher)),
            ("extension", .string(entry.target)), ("kind", .string(entry.kind.rawValue)),
            ("package", .string(entry.package)), ("disclosure", .string(entry.disclosure)),
            ("since", .string(entry.since)), ("expires", .string(entry.expires)), ("phone", .string(entry.phone)),
            ("pbx", .string(entry.pbx)), ("call-id", .string(entry.callID)),
        ])
    }

    static func table(_ list: LiveList) -> String {
        guard !list.live.isEmpty else { return "nobody watches or listens" }
        let head = ["SINCE", "WATCHER", "EXTENSION", "WHAT", "DISCLOSURE", "PHONE", "PBX"]
        let rows = list.live.map { entry in
            let what = entry.kind == .listening ? "listening" : entry.package
            return [entry.since, entry.watcher, entry.target, what, entry.disclosure, entry.phone, entry.pbx]
                .map(printable)
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([head] + rows).map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
        let more = list.truncated ? ["there are more; ask for one watcher or extension"] : []
        return (lines + more).joined(separator: "\n")
    }

    /// What came over the network does not steer a terminal.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory.isPrinted ? $0 : "?" }))
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrinted: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
