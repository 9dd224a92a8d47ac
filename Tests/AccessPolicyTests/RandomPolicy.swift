import AccessPolicy
import Chance

/// Makes valid policies and questions about them from a seed.
struct RandomPolicy {
    private(set) var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// Two organisations, so that there are strangers to ask.
    mutating func model() -> PolicyModel {
        PolicyModel(organizations: [organization("North"), organization("South")])
    }

    /// Consents for known and unknown extensions, mostly of their owner; one of five events withdraws.
    mutating func consents(_ model: PolicyModel) -> [ConsentEvent] {
        (0..<random.below(40)).map { _ in
            let organization = model.organizations[random.below(model.organizations.count)]
            let number = "x\(random.below(14))"
            let owners = organization.users.filter { $0.extensions.contains { $0.value == number } }
            let owner = random.oneIn(5) ? "u\(random.below(8))" : owners.first?.name.value
            return ConsentEvent(
                organization: random.oneIn(4) ? organization.name.value.uppercased() : organization.name.value,
                number: random.oneIn(4) ? number.uppercased() : number,
                owner: owner,
                isWithdrawal: random.oneIn(5)
            )
        }
    }

    /// A user of the organisation, by name.
    mutating func watcher(_ organization: Organization) -> String {
        organization.users[random.below(organization.users.count)].name.value
    }

    /// An extension that is owned, listed, both or neither, or a user name, in some ASCII case.
    mutating func target() -> String {
        let target =
            switch random.below(8) {
            case 0: "u\(random.below(10))"
            case 1: "nothing-known"
            default: "x\(random.below(14))"
            }
        return random.oneIn(4) ? target.uppercased() : target
    }

    private mutating func organization(_ name: String) -> Organization {
        let userCount = 1 + random.below(8)
        let roleCount = random.below(6)
        // A number is drawn once for each extension: it has one owner, or none, and settings, or none.
        var owned: [[Located<String>]] = Array(repeating: [], count: userCount)
        var settings: [ExtensionSettings] = []
        for number in 0..<random.below(14) {
            if random.oneIn(2) { owned[random.below(userCount)].append(Located("x\(number)")) }
            if random.oneIn(2) { continue }
            settings.append(
                ExtensionSettings(
                    Located("x\(number)"),
                    status: random.oneIn(4) ? nil : audience(userCount, roleCount),
                    connectedCallers: random.oneIn(4) ? nil : audience(userCount, roleCount),
                    listenWhisperBarge: random.oneIn(4) ? nil : listeners(userCount, roleCount),
                    consent: random.oneIn(2) ? nil : random.oneIn(2) ? .required : .notRequired
                )
            )
        }
        var roles = (0..<roleCount).map { number in
            // Only roles with a higher number: no cycle.
            let inner = (number + 1..<roleCount).filter { _ in random.oneIn(3) }.map { Member(.role, "r\($0)") }
            return Role(Located("r\(number)"), members: inner + members(userCount, 0, atMost: 3))
        }
        if random.oneIn(2) {
            roles.insert(Role("Admin", members: members(userCount, roleCount, atMost: 3)), at: 0)
        }
        return Organization(
            name: Located(name),
            listening: random.oneIn(5) ? .disabled : .enabled,
            consent: random.oneIn(4) ? .required : .notRequired,
            defaults: defaults(userCount, roleCount),
            users: (0..<userCount).map { User(Located("u\($0)"), extensions: owned[$0]) },
            roles: roles,
            extensions: settings
        )
    }

    private mutating func defaults(_ userCount: Int, _ roleCount: Int) -> ExtensionRule {
        if random.oneIn(3) { return ExtensionRule() }
        return ExtensionRule(
            status: audience(userCount, roleCount),
            connectedCallers: audience(userCount, roleCount),
            listenWhisperBarge: listeners(userCount, roleCount)
        )
    }

    private mutating func audience(_ userCount: Int, _ roleCount: Int) -> Located<Audience> {
        switch random.below(4) {
        case 0: Located(.everyone)
        case 1: Located(.nobody)
        default: only(userCount, roleCount)
        }
    }

    private mutating func listeners(_ userCount: Int, _ roleCount: Int) -> Located<Audience> {
        random.oneIn(4) ? Located(.nobody) : only(userCount, roleCount)
    }

    private mutating func only(_ userCount: Int, _ roleCount: Int) -> Located<Audience> {
        let list = members(userCount, roleCount, atMost: 4)
        return Located(.only(list.isEmpty ? [Member(.role, "Admin")] : list))
    }

    private mutating func members(_ userCount: Int, _ roleCount: Int, atMost: Int) -> [Member] {
        (0..<random.below(atMost + 1)).map { _ in
            roleCount > 0 && random.oneIn(2)
                ? Member(.role, "r\(random.below(roleCount))") : Member(.user, "u\(random.below(userCount))")
        }
    }
}
