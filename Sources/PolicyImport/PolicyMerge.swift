import AccessPolicy

/// Adds what was taken in to a policy that there is. Nothing is taken away: a user keeps the own name, an extension the own settings.
enum PolicyMerge {
    static func merge(_ new: PolicyModel, into base: PolicyModel, _ report: inout ImportReport) -> PolicyModel {
        var result = base
        for organization in new.organizations {
            let folded = ImportDraft.fold(organization.name.value)
            guard let index = result.organizations.firstIndex(where: { ImportDraft.fold($0.name.value) == folded })
            else {
                result.organizations.append(organization)
                continue
            }
            merge(organization, into: &result.organizations[index], &report)
        }
        return result
    }

    private static let place = ImportPlace(file: "", line: 0)

    private static func merge(_ new: Organization, into old: inout Organization, _ report: inout ImportReport) {
        noteRights(of: new, over: old, &report)
        let domains = Set(old.domains.map { ImportDraft.fold($0.value) })
        old.domains += new.domains.filter { !domains.contains(ImportDraft.fold($0.value)) }
        var users = Dictionary(old.users.enumerated().map { (ImportDraft.fold($1.name.value), $0) }) { one, _ in one }
        for user in new.users {
            guard let index = users[ImportDraft.fold(user.name.value)] else {
                users[ImportDraft.fold(user.name.value)] = old.users.count
                old.users.append(user)
                continue
            }
            let known = Set(old.users[index].extensions.map { ImportDraft.fold($0.value) })
            old.users[index].extensions += user.extensions.filter { !known.contains(ImportDraft.fold($0.value)) }
            old.users[index].displayName = old.users[index].displayName ?? user.displayName
        }
        var roles = Dictionary(old.roles.enumerated().map { (ImportDraft.fold($1.name.value), $0) }) { one, _ in one }
        for role in new.roles {
            guard let index = roles[ImportDraft.fold(role.name.value)] else {
                roles[ImportDraft.fold(role.name.value)] = old.roles.count
                old.roles.append(role)
                continue
            }
            let known = Set(old.roles[index].members.map(\.description))
            let added = role.members.filter { !known.contains($0.description) }
            guard !added.isEmpty else { continue }
            old.roles[index].members += added
            let names = ImportReport.list(added.map(\.description))
            report.note(
                "role `\(old.roles[index].name.value)` was there already and has new members, who may what it may: \(names)",
                place
            )
        }
        let listed = Set(old.extensions.map { ImportDraft.fold($0.number.value) })
        for settings in new.extensions {
            if listed.contains(ImportDraft.fold(settings.number.value)) {
                report.note("extension `\(settings.number.value)` has settings already, which stay as they are", place)
            } else {
                old.extensions.append(settings)
            }
        }
    }

    /// What is said of extensions that were there: others may see them, or manage them, than before.
    private static func noteRights(of new: Organization, over old: Organization, _ report: inout ImportReport) {
        let owned = Set(old.users.flatMap(\.extensions).map { ImportDraft.fold($0.value) })
        let listed = Set(old.extensions.map { ImportDraft.fold($0.number.value) })
        for settings in new.extensions.map(\.number.value) where !listed.contains(ImportDraft.fold(settings)) {
            guard owned.contains(ImportDraft.fold(settings)) else { continue }
            report.note("extension `\(settings)` was there already and has settings of its own now", place)
        }
        for user in new.users {
            for number in user.extensions.map(\.value) where listed.contains(ImportDraft.fold(number)) {
                guard !owned.contains(ImportDraft.fold(number)) else { continue }
                report.note("extension `\(number)` was nobody's and belongs to `\(user.name.value)` now", place)
            }
        }
    }
}
