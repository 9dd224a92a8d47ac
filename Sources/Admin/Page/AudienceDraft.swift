import AccessPolicy

/// One setting as somebody is writing it in a form.
struct AudienceDraft: Equatable, Sendable {
    /// What is chosen, as the form says it.
    enum Choice: String, Sendable, CaseIterable {
        case `default`, everyone, nobody, only
    }

    var choice: Choice
    /// Who is in the list, also while something else is chosen.
    var members: [Member]
    /// Whom somebody looks for.
    var find = ""

    /// A setting as it is; nil when the organisation's holds.
    init(_ audience: Audience?) {
        switch audience {
        case nil: (choice, members) = (.default, [])
        case .everyone: (choice, members) = (.everyone, [])
        case .nobody: (choice, members) = (.nobody, [])
        case .only(let members): (choice, self.members) = (.only, members)
        }
    }

    /// A setting as a form brings it: `NAME`, `NAME-member`, `NAME-find`.
    init(_ form: FormFields, _ name: String) {
        choice = Choice(rawValue: form[name]) ?? .default
        members = form.all("\(name)-member").compactMap(Member.init(text:))
        find = form["\(name)-find"]
        var seen = Set<String>()
        members.removeAll { !seen.insert($0.description).inserted }
    }

    /// What it comes to; nil for the organisation's default.
    var audience: Audience? {
        switch choice {
        case .default: nil
        case .everyone: .everyone
        case .nobody: .nobody
        case .only: .only(members)
        }
    }
}

extension Member {
    /// A member as it is written in a policy file, such as `role:Admin`; nil for anything else.
    init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), !parts[1].isEmpty else { return nil }
        self.init(kind, String(parts[1]))
    }
}
