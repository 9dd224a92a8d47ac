/// Looks at one organisation without problems.
struct OrganizationLint {
    private(set) var findings: [PolicyFinding] = []
    private(set) var leftOutCount = 0

    private let source: Organization
    private let resolved: ResolvedOrganization
    private let consents: StandingConsents?
    /// The users in each role, by the numbers of both.
    private let closures: [BitSet]
    private let admin: Int?
    /// The settings by folded number.
    private let settings: [String: ExtensionSettings]
    private var counts: [PolicyFinding.Code: Int] = [:]

    init(_ resolved: ResolvedOrganization, _ consents: StandingConsents?) {
        (self.resolved, self.consents, source) = (resolved, consents, resolved.source)
        closures = RoleGraph(members: resolved.roles.map(\.members)).closures(userCount: resolved.source.users.count)
        admin = resolved.roles.firstIndex { $0.name == Organization.adminRole }
        settings = Dictionary(
            resolved.source.extensions.map { (ASCIICase.fold($0.number.value), $0) },
            uniquingKeysWith: { one, _ in one }
        )
    }

    mutating func run() {
        checkOrganization()
        checkRoles()
        checkAudiences()
        for item in resolved.extensions { check(item) }
        checkUsers()
        // Of one line they stay in the order in which they were found.
        findings = findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }

    private mutating func add(
        _ code: PolicyFinding.Code,
        _ kind: PolicyItem.Kind = .organization,
        _ name: String = "",
        line: Int,
        _ text: String,
        _ advice: String
    ) {
        counts[code, default: 0] += 1
        guard counts[code, default: 0] <= PolicyLimits.findingsOfOneKind else {
            leftOutCount += 1
            return
        }
        let part = PolicyItem.Key(organization: source.name.value, kind: kind, name: name)
        findings.append(PolicyFinding(code: code, part: part, line: line, text: text, advice: advice))
    }

    // MARK: The organisation

    /// What everybody is told of everybody, so that no custom status can be it.
    private static let standardStatuses: Set<String> = ["available", "unavailable", "busy"]

    private mutating func checkOrganization() {
        let (name, line) = (source.name.value, source.name.line)
        if source.mode == .shadow {
            let text = "`mode: shadow` of `\(name)`: the policy is not enforced"
            add(.notEnforced, line: line, text, "write `mode: enforce` when the audit shows what was meant")
            if source.listening == .disabled {
                let text = "`listening: disabled` of `\(name)` stops nobody from listening while `mode` is `shadow`"
                add(.disabledInShadow, line: line, text, "write `mode: enforce`")
            }
        }
        if source.domains.isEmpty {
            let text = "`\(name)` has no domain, so that no address belongs to it"
            add(.noDomains, line: line, text, "list under `domains` the hosts that its phones have behind the `@`")
        }
        var seen: [String: String] = [:]
        for domain in source.domains {
            let dots = domain.value.utf8.reversed().prefix { $0 == 0x2E }.count
            let plain = ASCIICase.fold(String(domain.value.dropLast(dots)))
            if let other = seen[plain] {
                let text = "domain `\(domain.value)` is `\(other)` but for the dot at the end"
                add(.sameDomain, line: domain.line, text, "remove one of them")
            }
            seen[plain] = domain.value
        }
        for status in source.statuses where Self.standardStatuses.contains(ASCIICase.fold(status.value)) {
            let text = "status `\(status.value)` is a standard one, which everybody who sees the status is told anyway"
            add(.standardStatus, line: status.line, text, "remove it")
        }
        checkListening()
        checkConsents()
    }

    private mutating func checkListening() {
        guard source.listening == .disabled, source.mode == .enforce else { return }
        let named = source.extensions.filter { if case .only? = $0.listenWhisperBarge?.value { true } else { false } }
        let isByDefault = source.defaults.listenWhisperBarge != ExtensionRule().listenWhisperBarge
        guard let first = named.first?.listenWhisperBarge ?? (isByDefault ? source.defaults.listenWhisperBarge : nil),
            case .only = first.value
        else { return }
        let places =
            named.isEmpty
            ? "`defaults` name" : named.count == 1 ? "1 extension names" : "\(named.count) extensions name"
        let text = "\(places) who may listen, but `listening: disabled` of `\(source.name.value)` lets nobody"
        add(.listeningDisabled, line: first.line, text, "write `nobody` there, or `listening: enabled`")
    }

    private mutating func checkConsents() {
        guard let consents else { return }
        let needing = resolved.extensions.filter { $0.isConsentRequired && $0.rule.listening != .nobody }
        let hasNone = !needing.contains { item in
            let owner = item.owner.map { source.users[Int($0)].name.value }
            return consents.stands(for: item.number, of: source.name.value, owner: owner)
        }
        guard !needing.isEmpty, hasNone else { return }
        let count = needing.count == 1 ? "1 extension" : "\(needing.count) extensions"
        let text = "`\(source.name.value)` requires a consent for \(count), and none is recorded"
        let advice = "record those that were given with `earshot consent record`; until then nobody may listen"
        add(.noConsent, line: source.name.line, text, advice)
    }

    // MARK: Roles

    private func isEmpty(_ role: UInt32) -> Bool { closures[Int(role)].count == 0 }

    private mutating func checkRoles() {
        let isUsed = usedRoles()
        for (number, role) in resolved.roles.enumerated() {
            let line = number < source.roles.count ? source.roles[number].name.line : source.name.line
            if number == admin {
                guard isEmpty(UInt32(number)) else { continue }
                let text = "role `Admin` of `\(source.name.value)` has no user"
                let advice = "name somebody in it; until then the operator alone can change the policy for others"
                add(.noAdmin, .role, role.name, line: line, text, advice)
                continue
            }
            if isEmpty(UInt32(number)) {
                let words = role.members.isEmpty ? "has no member" : "has only roles in it that have no user"
                let text = "role `\(role.name)` \(words)"
                add(.emptyRole, .role, role.name, line: line, text, "put users in it, or remove it")
            }
            if !isUsed[number] {
                let text = "role `\(role.name)` is named by no setting, nor through another role"
                add(.unusedRole, .role, role.name, line: line, text, "name it in an `only` list, or remove it")
            }
        }
    }

    /// Which roles a setting names, directly or through others.
    private func usedRoles() -> [Bool] {
        var isUsed = Array(repeating: false, count: resolved.roles.count)
        var waiting: [UInt32] = admin.map { [UInt32($0)] } ?? []
        for rule in [resolved.defaults] + resolved.extensions.map(\.rule) {
            for audience in [rule.status, rule.callers, rule.listening] {
                guard case .only(let members) = audience else { continue }
                for case .role(let role) in members where !isUsed[Int(role)] {
                    isUsed[Int(role)] = true
                    waiting.append(role)
                }
            }
        }
        while let role = waiting.popLast() {
            isUsed[Int(role)] = true
            for case .role(let inner) in resolved.roles[Int(role)].members where !isUsed[Int(inner)] {
                isUsed[Int(inner)] = true
                waiting.append(inner)
            }
        }
        return isUsed
    }

    // MARK: Settings

    /// Looks at the settings as they are written, so that what the defaults say is said once.
    private mutating func checkAudiences() {
        let defaults = source.defaults
        check(defaults.status, resolved.defaults.status, .status, of: nil)
        check(defaults.connectedCallers, resolved.defaults.callers, .connectedCallers, of: nil)
        check(defaults.listenWhisperBarge, resolved.defaults.listening, .listenWhisperBarge, of: nil)
        checkCallers(resolved.defaults, defaults.connectedCallers, of: nil)
        for item in resolved.extensions {
            guard let written = settings[ASCIICase.fold(item.number)] else { continue }
            check(written.status, item.rule.status, .status, of: item.number)
            check(written.connectedCallers, item.rule.callers, .connectedCallers, of: item.number)
            check(written.listenWhisperBarge, item.rule.listening, .listenWhisperBarge, of: item.number)
            let place = written.connectedCallers ?? written.status
            if let place { checkCallers(item.rule, place, of: item.number) }
        }
    }

    private mutating func check(
        _ written: Located<Audience>?,
        _ audience: ResolvedAudience,
        _ setting: Setting,
        of number: String?
    ) {
        guard let written, case .only(let members) = audience else { return }
        let roles = members.compactMap { if case .role(let role) = $0 { role } else { nil } }
        guard roles.count == members.count, roles.allSatisfy(isEmpty) else { return }
        // That nobody is Admin is said once.
        if number == nil, setting == .listenWhisperBarge, written == ExtensionRule().listenWhisperBarge { return }
        let names = roles.prefix(PolicyLimits.membersInReason).map { "`role:\(resolved.roles[Int($0)].name)`" }
        let text =
            "`\(setting.rawValue)` of \(place(number)) names only \(names.joined(separator: ", ")), in which is nobody"
        let advice = "put users in the role, or write `nobody`"
        add(.onlyNobody, number == nil ? .organization : .extension, number ?? "", line: written.line, text, advice)
    }

    private mutating func checkCallers(_ rule: ResolvedRule, _ written: Located<Audience>, of number: String?) {
        guard rule.status == .nobody, case .only(let members) = rule.callers, !members.isEmpty else { return }
        let text =
            "`connected-callers` of \(place(number)) names somebody, but `status` is `nobody`, which is final: "
            + "those who are named see nothing"
        let advice = "write `only` with the same names for `status`, or `nobody` for both"
        add(.hiddenCallers, number == nil ? .organization : .extension, number ?? "", line: written.line, text, advice)
    }

    private func place(_ number: String?) -> String { number.map { "extension `\($0)`" } ?? "`defaults`" }

    // MARK: Extensions

    private mutating func check(_ item: ResolvedExtension) {
        let written = settings[ASCIICase.fold(item.number)]
        if let written, item.owner == nil {
            let text = "extension `\(item.number)` has settings and belongs to nobody"
            let advice = "list it under `extensions` of its user; if it is a queue or a door, leave it so"
            add(.unownedExtension, .extension, item.number, line: written.number.line, text, advice)
        }
        let isLocked = written?.managed == .admin
        if let written, isLocked, written.status == nil, written.connectedCallers == nil,
            written.listenWhisperBarge == nil, written.consent == nil
        {
            let text = "extension `\(item.number)` is `managed: admin`, but has no setting of its own"
            let advice = "set what the Admin wants to hold for it, or unlock it"
            add(.lockedEmpty, .extension, item.number, line: written.number.line, text, advice)
        }
        guard item.rule.status == .everyone, item.rule.callers == .everyone else { return }
        let isAdmins = item.owner.map { owner in admin.map { closures[$0].contains(owner) } ?? false } ?? false
        guard isAdmins || isLocked else { return }
        let whose = isAdmins ? "which is an Admin's" : "which is locked"
        let line = written?.number.line ?? item.owner.map { source.users[Int($0)].name.line } ?? 0
        let text = "everyone sees the status and the callers of extension `\(item.number)`, \(whose)"
        let advice = "say in `connected-callers` who may, if that is not meant"
        add(.openBoss, .extension, item.number, line: line, text, advice)
    }

    // MARK: Users

    private mutating func checkUsers() {
        var isNamed = BitSet(capacity: source.users.count)
        func take(_ members: [MemberReference]) {
            for case .user(let user) in members { isNamed.insert(user) }
        }
        for role in resolved.roles { take(role.members) }
        for rule in [resolved.defaults] + resolved.extensions.map(\.rule) {
            for audience in [rule.status, rule.callers, rule.listening] {
                if case .only(let members) = audience { take(members) }
            }
        }
        for (number, user) in source.users.enumerated()
        where user.extensions.isEmpty && !isNamed.contains(UInt32(number)) {
            let text = "user `\(user.name.value)` has no extension, and no role or setting names them"
            let advice = "give them an extension, or remove them"
            add(.idleUser, .user, user.name.value, line: user.name.line, text, advice)
        }
    }
}
