import AccessPolicy

/// Whose rights change, for a person and for a program.
enum RightsChangeText {
    /// So many names are written out for a person.
    private static let namesMax = 10

    static func json(_ change: RightsChange) -> JSONText.Value {
        .object([
            ("organization", .string(change.organization)),
            ("extension", change.target.map(JSONText.Value.string) ?? .null),
            ("setting", .string(change.setting.rawValue)),
            ("gained", .array(change.gained.map(JSONText.Value.string))),
            ("lost", .array(change.lost.map(JSONText.Value.string))),
        ])
    }

    static func words(_ changes: [RightsChange]) -> String {
        guard !changes.isEmpty else { return "nobody's rights change" }
        let organizations = Set(changes.map(\.organization))
        return changes.map { change in
            let place = organizations.count > 1 ? "\(change.organization): " : ""
            let people = [names("gained by", change.gained), names("lost by", change.lost)].compactMap { $0 }
            return
                "\(place)\(change.target ?? "all others")  \(change.setting.rawValue) \(people.joined(separator: "; "))"
        }.joined(separator: "\n")
    }

    private static func names(_ verb: String, _ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let more = names.count > namesMax ? " and \(names.count - namesMax) more" : ""
        return "\(verb) \(names.prefix(namesMax).joined(separator: ", "))\(more)"
    }
}
