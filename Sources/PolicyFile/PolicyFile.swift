import AccessPolicy
import Foundation

/// Policies as YAML files.
public enum PolicyFile {
    /// Reads a policy: one organisation, a list of organisations, or several documents of either.
    ///
    /// - Parameters:
    ///   - text: the YAML text.
    ///   - file: the name that problems are reported against.
    /// - Throws: every problem of the file at once. If the file can be read but what it says is wrong (an unknown
    ///   member, a second owner), that is left to ``AccessPolicy/PolicyCompiler``; if it cannot, those problems are
    ///   reported too, as far as they can be seen.
    public static func parse(_ text: String, file: String) throws(InvalidPolicyError) -> PolicyModel {
        guard text.utf8.count <= PolicyFileLimits.bytes else {
            throw InvalidPolicyError(file, "the file is larger than \(PolicyFileLimits.bytes) bytes")
        }
        let source = YAMLSource(text, file: file)
        var reader = PolicyReader(NodeReader(file: file))
        for document in source.documents { reader.read(document) }
        let model = PolicyModel(file: file, organizations: reader.organizations)
        var problems = source.problems + reader.problems + model.spellingProblems()
        if problems.isEmpty, model.organizations.isEmpty {
            throw InvalidPolicyError(file, "there is no organization in the file; begin with `organization: NAME`")
        }
        guard problems.isEmpty else {
            problems += PolicyCompiler.problems(in: model)
            throw InvalidPolicyError(problems: problems)
        }
        return model
    }

    /// Reads a policy file.
    ///
    /// - Parameter path: where the file is; problems are reported against it as given.
    /// - Returns: the policy, and the text that it was made of.
    /// - Throws: every problem of its form at once, or that the file cannot be read.
    public static func read(path: String) throws(InvalidPolicyError) -> (model: PolicyModel, text: String) {
        let text = try text(path: path)
        return (try parse(text, file: path), text)
    }

    /// The text of a policy file.
    ///
    /// - Throws: that the file cannot be read.
    public static func text(path: String) throws(InvalidPolicyError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let reason = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
            throw InvalidPolicyError(path, "the policy file \(reason); check the path and the permissions")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw InvalidPolicyError(path, "the policy file is not UTF-8 text; save it as UTF-8")
        }
        return text
    }

    /// Reads and compiles a policy file.
    ///
    /// - Parameters:
    ///   - path: where the file is; problems are reported against it as given.
    ///   - consents: the consents that stand.
    ///   - revision: the number of the policy.
    /// - Throws: every problem at once, or that the file cannot be read.
    public static func load(
        path: String,
        consents: StandingConsents = StandingConsents(),
        revision: UInt64
    ) throws(InvalidPolicyError) -> PolicySnapshot {
        try PolicyCompiler.compile(read(path: path).model, consents: consents, revision: revision)
    }

    /// The policy as YAML, in the one canonical layout; reading it again gives an equal policy.
    public static func write(_ model: PolicyModel) -> String {
        model.organizations.map { OrganizationWriter($0).text }.joined(separator: "---\n")
    }
}

extension InvalidPolicyError {
    /// An error of one problem with a file as a whole.
    init(_ file: String, _ text: String) {
        self.init(problems: [PolicyProblem(file: file, line: 0, text: text)])
    }
}
