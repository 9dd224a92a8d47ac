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
        let moreNames: String?
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
        let summary = preview.summary(of: visit.name, namesMax: PageLimits.namesMax)
        var lines: [Line] = []
        for kind in Kind.allCases {
            guard let setting = summary.first(where: { $0.setting == kind.setting }) else { continue }
            let tally = kind.isLoss ? setting.lost : setting.gained
            guard !tally.people.isEmpty else { continue }
            let names = tally.first.map { Self.words($0, visit) }
            lines.append(
                Self.line(kind.rawValue, tally.people.count, names, tally.count, isLoss: kind.isLoss, visit.strings)
            )
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

    private static func words(_ one: RightsSummary.Tally.Case, _ visit: Visit) -> String {
        let target = one.target ?? visit.strings.text("meaning", "allOthers")
        return visit.strings.text("meaning", "who", ["name": visit.displayName(one.user), "extension": target])
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
            moreNames: count > names.count ? strings.plural("meaning", "more", count - names.count) : nil,
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
