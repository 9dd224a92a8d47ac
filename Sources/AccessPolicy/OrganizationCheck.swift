/// Checks one organisation and finds the numbers of all its names.
///
/// Goes on after a problem, so that an operator sees all of them at once; what a problem concerns is left out of the
/// result, which is complete only if nothing was reported.
struct OrganizationCheck {
    private let source: Organization
    private var report: ProblemList
    private var users = NameRegister(noun: "user")
    private var roles = NameRegister(noun: "role")

    private init(_ source: Organization, _ report: ProblemList) {
        self.source = source
        self.report = report
    }

    /// The organisation with every name resolved; adds what is wrong to `report`.
    static func run(_ source: Organization, _ report: inout ProblemList) -> ResolvedOrganization {
        var check = OrganizationCheck(source, report)
        defer { report = check.report }
        return check.run()
    }

    private mutating func run() -> ResolvedOrganization {
        let roles = registerMembers()
        checkStatuses()
        let resolved = resolve(roles)
        reportCycles(resolved, roles)
        let defaults = ResolvedRule(
            status: resolve(source.defaults.status, .status, of: "defaults"),
            callers: resolve(source.defaults.connectedCallers, .connectedCallers, of: "defaults"),
            listening: resolve(source.defaults.listenWhisperBarge, .listenWhisperBarge, of: "defaults")
        )
        return ResolvedOrganization(
            source: source,
            roles: resolved,
            defaults: defaults,
            extensions: resolveExtensions(defaults: defaults)
        )
    }

    // MARK: Names

    /// Registers users and roles; gives the roles, the built-in one included.
    private mutating func registerMembers() -> [Role] {
        let line = source.name.line
        let written = report.within(PolicyLimits.users, source.users, "users", line: line)
        users.reserve(written.count)
        for (number, user) in written.enumerated() {
            report.add(NameSyntax.problem(inUserPart: user.name.value, noun: "user"), line: user.name.line)
            report.add(users.insert(user.name, number: UInt32(number)), line: user.name.line)
        }
        var all = Array(report.within(PolicyLimits.roles - 1, source.roles, "roles", line: line))
        if !all.contains(where: { $0.name.value == Organization.adminRole }) {
            // First in the register, so that it is found even if somebody wrote it in another case.
            let builtIn = Role(Located(Organization.adminRole))
            _ = roles.insert(builtIn.name, number: UInt32(all.count))
            all.append(builtIn)
        }
        for (number, role) in all.enumerated() where number < source.roles.count {
            let problem = NameSyntax.problem(inName: role.name.value, noun: "role", bytesMax: PolicyLimits.nameBytes)
            report.add(problem, line: role.name.line)
            report.add(roles.insert(role.name, number: UInt32(number)), line: role.name.line)
        }
        return all
    }

    private mutating func checkStatuses() {
        var seen: Set<String> = []
        let statuses = source.statuses
        for status in report.within(PolicyLimits.statuses, statuses, "statuses", line: statuses.first?.line ?? 0) {
            let bytesMax = PolicyLimits.statusBytes
            report.add(NameSyntax.problem(inName: status.value, noun: "status", bytesMax: bytesMax), line: status.line)
            if !seen.insert(status.value).inserted {
                report.add("status `\(status.value)` is there already; remove one of them", line: status.line)
            }
        }
    }

    // MARK: Roles

    private mutating func resolve(_ roles: [Role]) -> [ResolvedRole] {
        roles.map { role in
            let members = resolve(role.members, in: "role `\(role.name.value)`", line: role.name.line)
            return ResolvedRole(name: role.name.value, members: members)
        }
    }

    private mutating func reportCycles(_ resolved: [ResolvedRole], _ roles: [Role]) {
        for cycle in RoleGraph(members: resolved.map(\.members)).cycles {
            let names = (cycle + cycle.prefix(1)).map { "`\(resolved[Int($0)].name)`" }
            let line = roles[Int(cycle[0])].name.line
            report.add("roles contain each other: \(names.joined(separator: " → ")); break the cycle", line: line)
        }
    }

    private mutating func resolve(_ members: [Member], in place: String, line: Int) -> [MemberReference] {
        let members = report.within(PolicyLimits.members, members, "members of \(place)", line: line)
        return members.compactMap { member in
            let lookup = member.kind == .user ? users.lookup(member.name) : roles.lookup(member.name)
            switch (lookup, member.kind) {
            case (.found(let number), .user): return .user(number)
            case (.found(let number), .role): return .role(number)
            case (.otherCase(let name), let kind):
                let advice = "it is written `\(kind.rawValue):\(name)`"
                report.add("unknown member `\(member)` in \(place); \(advice)", line: member.line)
            case (.unknown, let kind):
                let advice = "add the \(kind.rawValue) under `\(kind.rawValue)s` or remove it here"
                report.add("unknown member `\(member)` in \(place); \(advice)", line: member.line)
            }
            return nil
        }
    }

    // MARK: Rules

    private mutating func resolve(
        _ audience: Located<Audience>,
        _ setting: Setting,
        of place: String
    ) -> ResolvedAudience {
        switch audience.value {
        case .nobody: return .nobody
        case .everyone:
            if setting == .listenWhisperBarge {
                let advice = "write `nobody` or an `only` list"
                report.add("`\(setting.rawValue)` of \(place) cannot be `everyone`; \(advice)", line: audience.line)
            }
            return .everyone
        case .only(let members):
            if members.isEmpty {
                let advice = "name someone, or write `nobody`"
                report.add("`\(setting.rawValue)` of \(place) has an empty `only` list; \(advice)", line: audience.line)
            }
            return .only(resolve(members, in: "`\(setting.rawValue)` of \(place)", line: audience.line))
        }
    }

    private mutating func resolveExtensions(defaults: ResolvedRule) -> [ResolvedExtension] {
        var list = ExtensionList(source, names: users)
        let line = source.name.line
        for (number, user) in source.users.prefix(PolicyLimits.users).enumerated() {
            for owned in report.within(
                PolicyLimits.extensions,
                user.extensions,
                "extensions of user `\(user.name.value)`",
                line: user.name.line
            ) {
                list.own(owned, by: UInt32(number), rule: defaults, &report)
            }
        }
        for settings in report.within(PolicyLimits.extensions, source.extensions, "extensions", line: line) {
            let place = "extension `\(settings.number.value)`"
            let rule = ResolvedRule(
                status: settings.status.map { resolve($0, .status, of: place) } ?? defaults.status,
                callers: settings.connectedCallers.map { resolve($0, .connectedCallers, of: place) }
                    ?? defaults.callers,
                listening: settings.listenWhisperBarge.map { resolve($0, .listenWhisperBarge, of: place) }
                    ?? defaults.listening
            )
            list.list(settings, rule: rule, &report)
        }
        _ = report.within(PolicyLimits.extensions, list.extensions, "extensions, owned and listed,", line: line)
        return list.extensions
    }
}
