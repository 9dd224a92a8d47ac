import AccessPolicy
import Enforcement

/// Extensions of the policy whose number is dialled like a feature code, so that a call to them is judged as the code is.
enum CodeNumbers {
    /// A warning for each code that is in the way of an extension.
    static func warnings(_ configuration: Configuration, path: String, policy: PolicySnapshot) -> [PolicyProblem] {
        let numbers = Set(policy.extensionNumbers).sorted()
        return configuration.featureCodes.compactMap { code in
            let hidden = numbers.filter { code.isDialled(by: $0) }
            guard let first = hidden.first else { return nil }
            let more = hidden.count > 1 ? " (and \(hidden.count - 1) more)" : ""
            let text =
                "warning: extension `\(first)`\(more) is dialled like the code `\(code.dial)`, so that a call to it needs the "
                + "right that the code needs; give one of them another number"
            return PolicyProblem(file: path, line: 0, text: text)
        }
    }
}
