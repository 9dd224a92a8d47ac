import AccessPolicy
import Testing

/// Whose rights another policy changes.
@Suite struct RightsChangeTests {
    private static func snapshot(_ change: (inout Organization) -> Void = { _ in }) throws -> PolicySnapshot {
        var organization = Organization(
            name: "Example Ltd",
            users: [User("alice", extensions: ["101"]), User("bob", extensions: ["102"]), User("carol")],
            roles: [Role("Admin", members: [Member(.user, "alice")]), Role("Desk", members: [Member(.user, "bob")])],
            extensions: [
                ExtensionSettings("101", status: Located(.only([Member(.role, "Desk")]))),
                ExtensionSettings("200", listenWhisperBarge: Located(.only([Member(.role, "Desk")]))),
            ]
        )
        change(&organization)
        return try PolicyCompiler.compile(PolicyModel(organizations: [organization]), revision: 1)
    }

    /// Every change that the comparison finds, a line each.
    private static func changes(_ change: (inout Organization) -> Void) throws -> [String] {
        try snapshot().rightsChanges(to: snapshot(change)).map { found in
            let people = found.gained.map { "+\($0)" } + found.lost.map { "-\($0)" }
            return "\(found.target ?? "others") \(found.setting.rawValue) \(people.joined(separator: " "))"
        }
    }

    @Test func theSamePolicyChangesNothing() throws {
        #expect(try Self.changes { _ in } == [])
    }

    @Test func anEmptiedRoleTakesFromAllThatItWasNamedBy() throws {
        #expect(
            try Self.changes { $0.roles[1].members = [] }
                == ["101 status -bob", "101 connected-callers -bob", "200 listen-whisper-barge -bob"]
        )
    }

    @Test func anExtensionThatIsListedAnewIsComparedWithTheDefaults() throws {
        let changes = try Self.changes {
            $0.extensions.append(ExtensionSettings("300", connectedCallers: Located(.nobody)))
        }
        #expect(changes == ["300 connected-callers -alice -bob -carol"])
    }

    @Test func defaultsAreThoseOfAllOthers() throws {
        let changes = try Self.changes { $0.defaults.listenWhisperBarge = Located(.nobody) }
        #expect(
            changes == [
                "others listen-whisper-barge -alice", "101 listen-whisper-barge -alice",
                "102 listen-whisper-barge -alice",
            ]
        )
    }

    @Test func anotherOwnerSeesAndTheOneBeforeDoesNot() throws {
        let changes = try Self.changes {
            $0.users[0].extensions = []
            $0.users[2].extensions = ["101"]
        }
        #expect(changes == ["101 status +carol -alice", "101 connected-callers +carol -alice"])
    }

    @Test func theSwitchTakesListeningFromEverybody() throws {
        let changes = try Self.changes { $0.listening = .disabled }
        #expect(changes.count == 4)
        #expect(changes.allSatisfy { $0.contains("listen-whisper-barge -") })
    }

    @Test func whoIsNewGetsWhatEveryoneHas() throws {
        let changes = try Self.changes { $0.users.append(User("dave")) }
        #expect(changes.filter { $0.hasPrefix("200") } == ["200 status +dave", "200 connected-callers +dave"])
    }

    @Test func anOrganizationThatIsGoneTakesEverything() throws {
        let other = try PolicyCompiler.compile(
            PolicyModel(organizations: [Organization(name: "Other")]),
            revision: 1
        )
        let changes = try Self.snapshot().rightsChanges(to: other)
        #expect(changes.allSatisfy { $0.organization == "Example Ltd" && $0.gained.isEmpty })
        #expect(Set(changes.flatMap(\.lost)) == ["alice", "bob", "carol"])
    }

    /// Against what is explained of each policy, on policies made at random.
    @Test func whatIsFoundIsWhatExplanationsDifferIn() throws {
        var maker = RandomPolicy(seed: 0x5EED_EA25_0006)
        var found = 0
        for number in 0..<150 {
            let pair = try [maker.model(), maker.model()].map {
                try PolicyCompiler.compile($0, revision: UInt64(number))
            }
            let changes = pair[0].rightsChanges(to: pair[1])
            found += changes.count
            #expect(Set(changes.map(Line.init)) == Set(Self.expected(pair[0], pair[1])), "policy \(number)")
        }
        #expect(found > 1_000)
    }

    private struct Line: Hashable {
        let organization: String
        let target: String
        let setting: Setting
        let gained: Set<String>
        let lost: Set<String>

        init(_ organization: String, _ target: String, _ setting: Setting, _ gained: Set<String>, _ lost: Set<String>) {
            (self.organization, self.target, self.setting) = (organization, target, setting)
            (self.gained, self.lost) = (gained, lost)
        }

        init(_ change: RightsChange) {
            self.init(
                change.organization,
                change.target ?? Self.others,
                change.setting,
                Set(change.gained),
                Set(change.lost)
            )
        }

        /// A number that no policy lists.
        static let others = "not-listed-anywhere"
    }

    private static func expected(_ old: PolicySnapshot, _ new: PolicySnapshot) -> [Line] {
        let names = Set([old, new].flatMap { policy in policy.organizations.map(policy.name(of:)) })
        let numbers = Dictionary(
            (old.extensionNumbers + new.extensionNumbers).map { ($0.lowercased(), $0) },
            uniquingKeysWith: { $1 }
        )
        return names.flatMap { name in
            // A number that only the other organisation lists is one of all others here.
            let listed = numbers.values.filter { number in
                [old, new].contains { policy in
                    policy.organization(named: name).flatMap { policy.knownExtension(number, in: $0) } != nil
                }
            }
            return (listed + [Line.others]).flatMap { target in
                Setting.allCases.compactMap { setting in
                    let (before, after) = (holders(old, name, target, setting), holders(new, name, target, setting))
                    let (gained, lost) = (after.subtracting(before), before.subtracting(after))
                    return gained.isEmpty && lost.isEmpty ? nil : Line(name, target, setting, gained, lost)
                }
            }
        }
    }

    private static func holders(
        _ policy: PolicySnapshot,
        _ organization: String,
        _ target: String,
        _ setting: Setting
    ) -> Set<String> {
        guard policy.organization(named: organization) != nil else { return [] }
        return Set(
            policy.whoCan(target: target, in: organization).filter {
                switch setting {
                case .status: $0.status
                case .connectedCallers: $0.connectedCallers
                case .listenWhisperBarge: $0.listen
                }
            }.map(\.watcher)
        )
    }
}
