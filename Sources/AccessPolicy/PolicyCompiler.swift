/// Checks a policy and makes a snapshot of it.
public enum PolicyCompiler {
    /// The snapshot of a policy.
    ///
    /// - Parameters:
    ///   - model: the policy as written.
    ///   - consents: the consents that stand; where one is required and missing, nobody may listen.
    ///   - revision: the number of this policy, greater than that of the policy before; ids carry it.
    /// - Throws: every problem of the policy at once, by line: duplicate names, unknown members, a second owner of an
    ///   extension, an empty `only` list, a cycle of roles, a limit passed.
    public static func compile(
        _ model: PolicyModel,
        consents: StandingConsents = StandingConsents(),
        revision: UInt64
    ) throws(InvalidPolicyError) -> PolicySnapshot {
        let (resolved, problems) = check(model)
        guard problems.isEmpty else { throw InvalidPolicyError(problems: problems) }
        var builder = SnapshotBuilder()
        for organization in resolved { builder.add(organization) }
        return PolicySnapshot(revision: revision, tables: builder.finish(consents))
    }

    /// All that is wrong with a policy, for a reader that has problems of its own to add; empty if nothing is.
    public static func problems(in model: PolicyModel) -> [PolicyProblem] {
        check(model).problems
    }

    private static func check(_ model: PolicyModel) -> (resolved: [ResolvedOrganization], problems: [PolicyProblem]) {
        let model = model.spelledOnce
        var report = ProblemList(file: model.file)
        checkAcrossOrganizations(model, &report)
        var resolved: [ResolvedOrganization] = []
        for organization in model.organizations.prefix(PolicyLimits.organizations) {
            resolved.append(OrganizationCheck.run(organization, &report))
        }
        return (resolved, report.problems)
    }

    private static func checkAcrossOrganizations(_ model: PolicyModel, _ report: inout ProblemList) {
        var names = NameRegister(noun: "organization")
        var domains = NameRegister(noun: "domain")
        let limit = PolicyLimits.organizations
        for organization in report.within(limit, model.organizations, "organizations", line: 0) {
            let name = organization.name
            if name.value.isEmpty {
                report.add("an organization has no name; write `organization: NAME`", line: name.line)
            } else {
                let bytesMax = PolicyLimits.nameBytes
                let problem = NameSyntax.problem(inName: name.value, noun: "organization", bytesMax: bytesMax)
                report.add(problem, line: name.line)
                report.add(names.insert(name, number: 0), line: name.line)
            }
            for domain in report.within(PolicyLimits.domains, organization.domains, "domains", line: name.line) {
                report.add(NameSyntax.problem(inDomain: domain.value), line: domain.line)
                report.add(domains.insert(domain, number: 0), line: domain.line)
            }
        }
        let userCount = model.organizations.reduce(0) { $0 + $1.users.count }
        if userCount > PolicyLimits.usersOverall {
            report.add("\(userCount) users are more than the limit of \(PolicyLimits.usersOverall)", line: 0)
        }
    }
}
