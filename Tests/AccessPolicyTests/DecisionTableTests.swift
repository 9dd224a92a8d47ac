import AccessPolicy
import Testing

/// Every combination of settings, memberships, ownership and the operator's switch, against the oracle.
@Suite struct DecisionTableTests {
    /// How a list names a watcher.
    enum Membership: Int, CaseIterable {
        case direct, byRole, byNestedRole, none
    }

    /// A watcher for each combination of memberships in the three lists.
    struct Watcher {
        let name: String
        let memberships: [Setting: Membership]

        static let all: [Watcher] = Membership.allCases.flatMap { status in
            Membership.allCases.flatMap { callers in
                Membership.allCases.map { listening in
                    Watcher(
                        name: "w\(status.rawValue)\(callers.rawValue)\(listening.rawValue)",
                        memberships: [
                            .status: status, .connectedCallers: callers, .listenWhisperBarge: listening,
                        ]
                    )
                }
            }
        }
    }

    /// Whether the rule stands with the extension or in the organisation's defaults.
    enum Place: CaseIterable {
        case listed, defaults
    }

    /// What listening needs besides the right, and whether it is there.
    enum ConsentCase: CaseIterable {
        case notRequired, given, missing
    }

    static let switches: [(Listening, ConsentCase)] = [
        (.enabled, .notRequired), (.enabled, .given), (.enabled, .missing), (.disabled, .notRequired),
        (.disabled, .given),
    ]

    @Test(arguments: Place.allCases, switches)
    func everyCombinationHasTheOraclesAnswer(_ place: Place, _ setting: (Listening, ConsentCase)) throws {
        var asked = 0
        for status in ["everyone", "nobody", "only"] {
            for callers in ["everyone", "nobody", "only"] {
                for listeners in ["nobody", "only"] {
                    let rule = ExtensionRule(
                        status: audience(status, .status),
                        connectedCallers: audience(callers, .connectedCallers),
                        listenWhisperBarge: audience(listeners, .listenWhisperBarge)
                    )
                    var organization = organization(rule, place, setting.0)
                    organization.consent = setting.1 == .notRequired ? .notRequired : .required
                    asked += try check(organization, setting.1)
                }
            }
        }
        // 18 settings × 64 watchers × owner or not.
        #expect(asked == 18 * 64 * 2)
    }

    private func check(_ organization: Organization, _ consent: ConsentCase) throws -> Int {
        let model = PolicyModel(organizations: [organization])
        let owned = Watcher.all.map { (number: "of-\($0.name)", owner: Optional($0.name)) }
        let given = ([(number: "shared", owner: nil)] + owned).map {
            ConsentEvent(organization: "Example Ltd", number: $0.number, owner: $0.owner, isWithdrawal: false)
        }
        let consents = consent == .given ? given : []
        let snapshot = try PolicyCompiler.compile(model, consents: StandingConsents(consents), revision: 1)
        let oracle = Oracle(organization: organization, consents: consents)
        let id = snapshot.organizations[0]
        var asked = 0
        for watcher in Watcher.all {
            for target in ["shared", "of-\(watcher.name)"] {
                let answer = snapshot.verdict(target, id, by: snapshot.user(watcher.name, id))
                #expect(answer == oracle.verdict(watcher.name, target), "\(watcher.name) asks for \(target)")
                asked += 1
            }
        }
        return asked
    }

    private func organization(_ rule: ExtensionRule, _ place: Place, _ listening: Listening) -> Organization {
        let numbers = ["shared"] + Watcher.all.map { "of-\($0.name)" }
        let listed = numbers.map {
            ExtensionSettings(
                Located($0),
                status: rule.status,
                connectedCallers: rule.connectedCallers,
                listenWhisperBarge: rule.listenWhisperBarge
            )
        }
        return Organization(
            name: "Example Ltd",
            listening: listening,
            defaults: place == .defaults ? rule : ExtensionRule(),
            users: Watcher.all.map { User(Located($0.name), extensions: [Located("of-\($0.name)")]) },
            roles: Setting.allCases.flatMap(roles),
            extensions: place == .listed ? listed : []
        )
    }

    /// A role that names watchers, and an outer one that names others through an inner one.
    private func roles(_ setting: Setting) -> [Role] {
        [
            Role(Located("\(setting.rawValue) outer"), members: [Member(.role, "\(setting.rawValue) inner")]),
            Role(Located("\(setting.rawValue) inner"), members: users(setting, .byNestedRole)),
            Role(Located("\(setting.rawValue) plain"), members: users(setting, .byRole)),
        ]
    }

    private func audience(_ choice: String, _ setting: Setting) -> Located<Audience> {
        switch choice {
        case "everyone": return Located(.everyone)
        case "nobody": return Located(.nobody)
        default:
            let roles = [Member(.role, "\(setting.rawValue) plain"), Member(.role, "\(setting.rawValue) outer")]
            return Located(.only(users(setting, .direct) + roles))
        }
    }

    private func users(_ setting: Setting, _ membership: Membership) -> [Member] {
        Watcher.all.filter { $0.memberships[setting] == membership }.map { Member(.user, $0.name) }
    }
}
