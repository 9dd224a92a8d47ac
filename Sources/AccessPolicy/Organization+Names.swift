// Names, wherever in a policy they stand, and how they are spelled.

extension Organization {
    /// Shows every name, which may be changed: the own, those of users, roles and extensions, and those in lists.
    ///
    /// - Parameter visit: gets the part in which the name stands, what it is called in problems, and the name.
    mutating func visitNames(_ visit: (_ part: PolicyItem.Key, _ noun: String, _ name: inout Located<String>) -> Void) {
        let own = name.value
        func key(_ kind: PolicyItem.Kind, _ name: String = "") -> PolicyItem.Key {
            PolicyItem.Key(organization: own, kind: kind, name: name)
        }
        func visitAll(_ members: inout [Member], _ part: PolicyItem.Key) {
            for index in members.indices {
                var name = Located(members[index].name, line: members[index].line)
                visit(part, members[index].kind.rawValue, &name)
                members[index].name = name.value
            }
        }
        func visitAll(_ audience: inout Located<Audience>, _ part: PolicyItem.Key) {
            guard case .only(var members) = audience.value else { return }
            visitAll(&members, part)
            audience.value = .only(members)
        }
        visit(key(.organization), "organization", &name)
        visitAll(&defaults.status, key(.organization))
        visitAll(&defaults.connectedCallers, key(.organization))
        visitAll(&defaults.listenWhisperBarge, key(.organization))
        for index in users.indices {
            let part = key(.user, users[index].name.value)
            visit(part, "user", &users[index].name)
            for owned in users[index].extensions.indices { visit(part, "extension", &users[index].extensions[owned]) }
        }
        for index in roles.indices {
            let part = key(.role, roles[index].name.value)
            visit(part, "role", &roles[index].name)
            visitAll(&roles[index].members, part)
        }
        for index in extensions.indices {
            let part = key(.extension, extensions[index].number.value)
            visit(part, "extension", &extensions[index].number)
            for setting in [\ExtensionSettings.status, \.connectedCallers, \.listenWhisperBarge] {
                guard var audience = extensions[index][keyPath: setting] else { continue }
                visitAll(&audience, part)
                extensions[index][keyPath: setting] = audience
            }
        }
    }

    /// The organisation with every name in its one spelling.
    ///
    /// - Parameter changed: gets each name that was spelled otherwise.
    package func spelledNormally(_ changed: (String) -> Void) -> Organization {
        var organization = self
        organization.visitNames { _, _, name in
            guard !Spelling(name.value).isNormal else { return }
            changed(name.value)
            name.value = Spelling(name.value).normal
        }
        return organization
    }

    /// The spellings of its names that no name may have any more.
    package var otherSpellings: Set<Spelling> {
        var (copy, found) = (self, Set<Spelling>())
        copy.visitNames { _, _, name in
            let spelling = Spelling(name.value)
            if !spelling.isNormal { found.insert(spelling) }
        }
        return found
    }
}

extension PolicyModel {
    /// What is wrong with how names are spelled. Asked of what somebody writes; what a store has from before there was this rule holds as it is.
    ///
    /// - Parameter known: spellings that stand already.
    package func spellingProblems(but known: Set<Spelling> = []) -> [PolicyProblem] {
        var report = ProblemList(file: file)
        for var organization in organizations {
            organization.visitNames { _, noun, name in
                guard !known.contains(Spelling(name.value)) else { return }
                report.add(NameSyntax.problem(inSpelling: name.value, noun: noun), line: name.line)
            }
        }
        return report.problems
    }

    /// The policy as it counts: of a name that is there in two spellings, which only a store from before can have, the part in NFC, or else the first.
    var spelledOnce: PolicyModel {
        var model = self
        model.organizations = Self.spelledOnce(organizations, by: \.name.value)
        for index in model.organizations.indices {
            let organization = model.organizations[index]
            model.organizations[index].users = Self.spelledOnce(organization.users, by: \.name.value)
            model.organizations[index].roles = Self.spelledOnce(organization.roles, by: \.name.value)
            model.organizations[index].extensions = Self.spelledOnce(organization.extensions, by: \.number.value)
        }
        return model
    }

    private static func spelledOnce<Part>(_ parts: [Part], by name: (Part) -> String) -> [Part] {
        guard parts.contains(where: { !Spelling(name($0)).isNormal }) else { return parts }
        var counting: [String: Spelling] = [:]
        for part in parts {
            let spelling = Spelling(name(part))
            guard let other = counting[spelling.text] else {
                counting[spelling.text] = spelling
                continue
            }
            // At most one of the spellings of a name is normal.
            if spelling.isNormal || !other.isNormal && spelling < other {
                counting.updateValue(spelling, forKey: spelling.text)
            }
        }
        return parts.filter { counting[name($0)] == Spelling(name($0)) }
    }
}
