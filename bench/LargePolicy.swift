import AccessPolicy

/// One organisation as large as Earshot is made for: 100,000 users, 20,000 extensions with settings of their own, 2,000 nested roles of 50.
enum LargePolicy {
    static let name = "Large Ltd"
    static let users = 100_000
    static let extensions = 20_000
    static let roles = 2_000

    static func model() -> PolicyModel {
        var organization = Organization(name: Located(name), domains: ["large.example", "127.0.0.1"])
        organization.users = (0..<users).map { number in
            let owned = number < extensions ? [Located(self.number(number))] : []
            return User(Located(user(number)), displayName: "Person \(number)", extensions: owned)
        }
        organization.roles =
            [Role(Located(Organization.adminRole), members: [Member(.user, user(0))])]
            + (1..<roles).map { number in
                // Spread without chance: the same policy at each run.
                var members = (0..<50).map { Member(.user, user((number * 7_919 + $0 * 104_729) % users)) }
                if number > 10 { members.append(Member(.role, role(number / 2))) }
                return Role(Located(role(number)), members: members)
            }
        organization.extensions = (0..<extensions).map { number in
            ExtensionSettings(
                Located(self.number(number)),
                status: Located(.only([Member(.role, role(1 + number % (roles - 1)))])),
                connectedCallers: Located(.only([Member(.role, role(1 + number * 31 % (roles - 1)))]))
            )
        }
        return PolicyModel(organizations: [organization])
    }

    static func user(_ number: Int) -> String { "u\(100_000 + number)" }
    static func number(_ number: Int) -> String { "\(200_000 + number)" }
    static func role(_ number: Int) -> String { "Team \(10_000 + number)" }
}
