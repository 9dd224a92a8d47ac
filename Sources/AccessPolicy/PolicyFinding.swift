/// Something in a policy that holds, and is probably not what was meant.
public struct PolicyFinding: Equatable, Hashable, Sendable {
    /// The kinds of findings. The names are what `--json` and the API give, and stay.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The policy is not enforced.
        case notEnforced = "not-enforced"
        /// No address belongs to the organisation.
        case noDomains = "no-domains"
        /// Two domains that are one but for the dot at the end.
        case sameDomain = "same-domain"
        /// Nobody is Admin.
        case noAdmin = "no-admin"
        /// A role in which, at the end of all nesting, is nobody.
        case emptyRole = "empty-role"
        /// A role that gives nothing to anybody.
        case unusedRole = "unused-role"
        /// An `only` list of roles in which is nobody.
        case onlyNobody = "only-nobody"
        /// Somebody is named for the callers where nobody may see the status.
        case hiddenCallers = "hidden-callers"
        /// An extension with settings that belongs to nobody.
        case unownedExtension = "unowned-extension"
        /// Everyone sees who calls somebody who is not to be seen by everyone.
        case openBoss = "open-boss"
        /// An extension that is locked and says nothing.
        case lockedEmpty = "locked-empty"
        /// A user without an extension whom nothing names.
        case idleUser = "idle-user"
        /// Somebody is named for listening where it is switched off.
        case listeningDisabled = "listening-disabled"
        /// Listening is switched off where nothing is enforced.
        case disabledInShadow = "disabled-in-shadow"
        /// Consents are required, and none is recorded.
        case noConsent = "no-consent"
        /// A name that is spelled as no name may be any more.
        case notNormal = "not-normal"
        /// A custom status that is a standard one.
        case standardStatus = "standard-status"
    }

    /// What kind of finding it is.
    public let code: Code
    /// The part of the policy that it is about.
    public let part: PolicyItem.Key
    /// The line, counted from 1; 0 when the policy comes from no file.
    public let line: Int
    /// What is so.
    public let text: String
    /// What to do about it.
    public let advice: String

    /// The organisation that it is about.
    public var organization: String { part.organization }
}

extension PolicyFinding: CustomStringConvertible {
    /// What is so and what to do about it, as one line.
    public var description: String { "\(text); \(advice)" }

    /// The finding as problems are shown, with the place in the policy's file.
    public func problem(in file: String) -> PolicyProblem {
        PolicyProblem(file: file, line: line, text: "warning: \(self)")
    }
}
