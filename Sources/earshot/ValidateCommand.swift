import AccessPolicy
import ArgumentParser
import PolicyStore

/// `earshot validate`: checks the configuration and the policy, reports every problem at once.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the configuration and the policy.",
        discussion:
            "Prints every problem with file and line. Exit status 1 if there is an error; warnings do not count."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    func run() async throws {
        let reading = ConfigurationReader.read(path: configurationOption.config)
        (reading.problems + reading.warnings).forEach { StandardError.print("\($0)") }
        var failed = !reading.problems.isEmpty
        // The policy is checked even when the configuration is wrong, so that one run shows everything.
        var policy: PolicySnapshot?
        var model: PolicyModel?
        do throws(InvalidPolicyError) {
            let written = try reading.configuration.policyModel()
            let loaded = try PolicyCompiler.compile(written, revision: 1)
            (model, policy) = (written, loaded)
            let secrets = DigestSecretFiles.read(reading.configuration, policy: loaded)
            let hidden = CodeNumbers.warnings(
                reading.configuration,
                path: configurationOption.config,
                policy: loaded
            )
            (secrets.problems + secrets.warnings + hidden).forEach { StandardError.print("\($0)") }
            failed = failed || !secrets.problems.isEmpty
        } catch {
            error.problems.forEach { StandardError.print("\($0)") }
            failed = true
        }
        do throws(StoreError) {
            try reading.configuration.store.check()
            let entries = try reading.configuration.store.consents()
            if let model {
                let report = PolicyLint.check(model, consents: ConsentRegister(entries).standing)
                LintText.lines(report, model.file).forEach(StandardError.print)
            }
            let consents = ConsentRecord.all(in: entries)
            if let policy { consents.compactMap { ConsentText.warning($0, policy) }.forEach(StandardError.print) }
        } catch {
            StandardError.print(error.text)
            failed = true
        }
        if failed { throw ExitCode.failure }
        print("\(configurationOption.config) and \(reading.configuration.policyName) are valid")
    }
}
