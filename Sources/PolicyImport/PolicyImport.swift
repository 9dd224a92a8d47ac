import AccessPolicy

/// A file to take in.
public struct ImportFile: Sendable {
    /// What problems are reported against.
    public let name: String
    /// What it says.
    public let text: String

    /// A file.
    public init(name: String, text: String) { (self.name, self.text) = (name, text) }
}

/// What the files are.
public enum ImportFormat: String, Sendable, CaseIterable {
    /// Tables of users, roles and extensions (RFC 4180).
    case csv
    /// A MySQL dump of FreePBX's database, and tables of classes of service.
    case freepbx
    /// `pjsip.conf` and `extensions.conf`.
    case asterisk
    /// The directory of FreeSWITCH, as FusionPBX or anybody writes it.
    case fusionpbx
}

/// Makes a policy of what a PBX has. It is something to begin with and to look through, not a translation: no PBX says who may see whom.
public enum PolicyImport {
    /// What came of it.
    public struct Result: Sendable {
        /// The policy, which holds if there are no problems.
        public let model: PolicyModel
        /// What is wrong with the files, with file and line.
        public let problems: [PolicyProblem]
        /// What was not carried over, and what to look at.
        public let notes: [PolicyProblem]
    }

    /// The policy of some files.
    ///
    /// - Parameters:
    ///   - organization: the name of the organisation; where the files have several, of the first that they do not name. Without it the one of `base`
    ///     that has such a domain, or is the only one there.
    ///   - domains: its domains, besides those that the files have.
    ///   - base: a policy to add to. Nothing of it is taken away.
    public static func convert(
        _ files: [ImportFile],
        from format: ImportFormat,
        organization: String? = nil,
        domains: [String] = [],
        into base: PolicyModel? = nil
    ) -> Result {
        var report = ImportReport()
        var drafts = ImportDrafts(organization, domains: domains, base: base)
        if format != .fusionpbx, !ImportDrafts.isClear(organization, domains, base) {
            let names = ImportReport.list(base?.organizations.map(\.name.value) ?? [])
            let text = "the policy has several organizations; add `--organization NAME`, one of \(names), or a new one"
            report.problem(text, ImportPlace(file: "", line: 0))
        }
        switch format {
        case .csv: CSVImport.read(files, into: &drafts.main, &report)
        case .freepbx: FreePBXImport.read(files, into: &drafts.main, &report)
        case .asterisk: AsteriskImport.read(files, into: &drafts.main, &report)
        case .fusionpbx: DirectoryImport.read(files, into: &drafts, &report)
        }
        let organizations = drafts.organizations(&report).map { organization in
            organization.spelledNormally { other in
                report.noteOnce("`\(Spelling(other).escaped)` is written `\(Spelling(other).normal)`, in NFC")
            }
        }
        var model = PolicyModel(organizations: organizations)
        if let base { model = PolicyMerge.merge(model, into: base, &report) }
        if report.problems.isEmpty {
            for problem in PolicyCompiler.problems(in: model) { report.add(problem) }
        }
        for organization in model.organizations { report.look(at: organization) }
        return Result(model: model, problems: report.allProblems, notes: report.allNotes)
    }
}
