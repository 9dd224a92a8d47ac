/// Looks in a policy that holds for what is probably not what was meant. Slow: for commands and pages.
public enum PolicyLint {
    /// What was found.
    public struct Report: Equatable, Sendable {
        /// The findings, in the order of the organisations, and of the lines where there are any.
        public internal(set) var findings: [PolicyFinding] = []
        /// How many more there are of kinds that were found too often.
        public internal(set) var leftOutCount = 0
    }

    /// The findings of a policy; none in an organisation that has problems.
    ///
    /// - Parameters:
    ///   - model: the policy as written.
    ///   - consents: the consents that stand; nil when they are not known, and nothing is said of them.
    ///   - organization: the only organisation to look at; all when nil.
    public static func check(
        _ model: PolicyModel,
        consents: StandingConsents? = nil,
        organization: String? = nil
    ) -> Report {
        var report = Report()
        for source in model.organizations where organization == nil || source.name.value == organization {
            var problems = ProblemList(file: model.file)
            let resolved = OrganizationCheck.run(source, &problems)
            guard problems.problems.isEmpty else { continue }
            var lint = OrganizationLint(resolved, consents)
            lint.run()
            report.findings += lint.findings
            report.leftOutCount += lint.leftOutCount
        }
        return report
    }
}
