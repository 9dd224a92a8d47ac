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
        let counting = model.spelledOnce.organizations
        for source in model.organizations where organization.map(source.name.value.isSpelled) ?? true {
            report.addSpellings(of: source)
            let same = counting.first { $0.name.value.isSpelled(as: source.name.value) }
            guard let source = same else { continue }
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

extension PolicyLint.Report {
    /// Adds the names that only a store from before can have: they hold, as SIP spells them so, and nobody can write them any more.
    fileprivate mutating func addSpellings(of source: Organization) {
        var (source, found) = (source, [PolicyFinding]())
        source.visitNames { part, noun, name in
            let spelling = Spelling(name.value)
            guard !spelling.isNormal else { return }
            let text =
                "\(noun) `\(spelling.escaped)` is not in NFC, and does not count where it is there in NFC as well"
            let advice = "write `\(spelling.normal)` in its place"
            found.append(PolicyFinding(code: .notNormal, part: part, line: name.line, text: text, advice: advice))
        }
        findings += found.prefix(PolicyLimits.findingsOfOneKind)
        leftOutCount += max(0, found.count - PolicyLimits.findingsOfOneKind)
    }
}
