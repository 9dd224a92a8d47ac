import AccessPolicy
import PolicyAdministration

/// What an edit means for people, before it is made.
struct Meaning {
    /// One consequence.
    struct Line {
        /// In a sentence.
        let text: String
        /// Whether somebody loses something.
        let isLoss: Bool
        /// Who, and on which extension; a bounded number of them.
        let names: [String]
        /// How many more there are; nil for none.
        let more: String?
        let hasNames: Bool
    }

    let lines: [Line]
    let isNothing: Bool
    /// What becomes of calls and lamps of this moment is not known in full.
    let isPartial: Bool

    /// What a preview comes to for an organisation.
    ///
    /// - Parameter live: what is watched and listened to now.
    init(_ preview: PolicyAdministration.Preview, before: PolicyState, live: LiveList, _ visit: Visit) {
        let changes = preview.changes.filter { $0.organization == visit.name }
        var lines: [Line] = []
        for kind in Kind.allCases {
            let (people, names, count) = Self.affected(changes, kind, visit)
            guard people > 0 else { continue }
            lines.append(Self.line(kind.rawValue, people, names, count, isLoss: kind.isLoss, visit.strings))
        }
        let ends = Ends(before, preview.state, live, visit)
        for (name, texts) in [("callsEnd", ends.calls), ("lampsGoOut", ends.lamps), ("callersGo", ends.callers)]
        where !texts.isEmpty {
            let names = Array(texts.prefix(PageLimits.namesMax))
            lines.append(Self.line(name, texts.count, names, texts.count, isLoss: true, visit.strings))
        }
        (self.lines, isNothing, isPartial) = (lines, lines.isEmpty, live.truncated)
    }

    private enum Kind: String, CaseIterable {
        case loseLamp, loseCallers, loseListening, gainLamp, gainCallers, gainListening

        var isLoss: Bool { [.loseLamp, .loseCallers, .loseListening].contains(self) }

        var setting: Setting {
            switch self {
            case .loseLamp, .gainLamp: .status
            case .loseCallers, .gainCallers: .connectedCallers
            case .loseListening, .gainListening: .listenWhisperBarge
            }
        }
    }

    /// How many people, the first of them with what it is about, and how many of those there are.
    private static func affected(
        _ changes: [RightsChange],
        _ kind: Kind,
        _ visit: Visit
    ) -> (people: Int, names: [String], count: Int) {
        var (people, names, count) = (Set<String>(), [String](), 0)
        for change in changes where change.setting == kind.setting {
            let affected = kind.isLoss ? change.lost : change.gained
            people.formUnion(affected)
            count += affected.count
            for user in affected.prefix(PageLimits.namesMax - names.count) {
                let target = change.target ?? visit.strings.text("meaning", "allOthers")
                names.append(
                    visit.strings.text("meaning", "who", ["name": visit.displayName(user), "extension": target])
                )
            }
        }
        return (people.count, names, count)
    }

    private static func line(
        _ name: String,
        _ people: Int,
        _ names: [String],
        _ count: Int,
        isLoss: Bool,
        _ strings: Strings
    ) -> Line {
        Line(
            text: strings.plural("meaning", name, people),
            isLoss: isLoss,
            names: names,
            more: count > names.count ? strings.plural("meaning", "more", count - names.count) : nil,
            hasNames: !names.isEmpty
        )
    }
}

/// What goes on now and would not any more.
private struct Ends {
    private(set) var calls: [String] = []
    private(set) var lamps: [String] = []
    private(set) var callers: [String] = []

    init(_ before: PolicyState, _ after: PolicyState, _ live: LiveList, _ visit: Visit) {
        let rights = (Rights(before.snapshot, visit.name), Rights(after.snapshot, visit.name))
        for entry in live.live where entry.organization == visit.name {
            let text = visit.strings.text(
                "meaning",
                "who",
                ["name": visit.displayName(entry.watcher), "extension": entry.target]
            )
            switch entry.kind {
            case .listening:
                if rights.0.listens(entry), !rights.1.listens(entry) { calls.append(text) }
            case .subscription:
                switch (rights.0.disclosure(entry), rights.1.disclosure(entry)) {
                case (.none, _): continue
                case (_, .none): lamps.append(text)
                case (.full, .status): callers.append(text)
                default: continue
                }
            }
        }
    }
}

/// What the entries of the live list have under one policy.
private struct Rights {
    private let snapshot: PolicySnapshot
    private let organization: OrganizationID?

    init(_ snapshot: PolicySnapshot, _ name: String) {
        (self.snapshot, organization) = (snapshot, snapshot.organization(named: name))
    }

    func listens(_ entry: LiveList.Entry) -> Bool {
        guard let organization else { return false }
        let user = snapshot.user(named: entry.watcher.utf8.span, in: organization)
        let decision =
            entry.target == "*"
            ? snapshot.listeningToEveryone(in: organization, by: user)
            : snapshot.listening(to: entry.target.utf8.span, in: organization, by: user)
        return decision.disclosure != .none
    }

    func disclosure(_ entry: LiveList.Entry) -> Disclosure {
        guard let organization else { return .none }
        let user = snapshot.user(named: entry.watcher.utf8.span, in: organization)
        return snapshot.monitoring(of: entry.target.utf8.span, in: organization, by: user).disclosure
    }
}
