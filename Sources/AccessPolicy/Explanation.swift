/// What one user may see of a target and hear from it, and why.
public struct Explanation: Equatable, Sendable {
    /// The reason of each answer, in words.
    public struct Reasons: Equatable, Sendable {
        /// Why the status may be seen or not.
        public let status: String
        /// Why the connected callers may be seen or not.
        public let connectedCallers: String
        /// Why the calls may be listened to or not.
        public let listen: String
    }

    /// Who watches, as asked for.
    public let watcher: String
    /// What is watched, as asked for.
    public let target: String
    /// May the watcher see the status?
    public let status: Bool
    /// May the watcher see the connected callers?
    public let connectedCallers: Bool
    /// May the watcher listen, whisper and barge?
    public let listen: Bool
    /// The rule that says whether the watcher may listen.
    public let listenRule: Rule
    /// The outcome for monitoring.
    public let disclosure: Disclosure
    /// Whether the answers are enforced, or only put on record.
    public let mode: PolicyMode
    /// Why.
    public let reasons: Reasons
}

extension PolicySnapshot {
    /// Explains what a watcher may do with a target. Slow: for commands and pages, not for messages.
    ///
    /// - Parameters:
    ///   - watcher: a user name, or an extension that a user owns.
    ///   - target: an extension, a user name, or anything else (then the defaults hold).
    ///   - name: the organisation; nil for the first one that knows the watcher.
    /// - Returns: nil when the watcher or the organisation is not known.
    public func explain(watcher: String, target: String, in name: String? = nil) -> Explanation? {
        let candidates = name.map { organization(named: $0).map { [$0] } ?? [] } ?? organizations
        for organization in candidates {
            if let user = user(addressedAs: watcher.utf8Span.span, in: organization) {
                return Explainer(self, organization)?.explain(watcher, user, target)
            }
        }
        return nil
    }

    /// Explains what every user of an organisation may do with a target, in the order of the policy. Slow.
    ///
    /// - Parameters:
    ///   - target: an extension, a user name, or anything else (then the defaults hold).
    ///   - name: the organisation; nil for the first one that knows the target, or else the first one.
    /// - Returns: nothing when the organisation is not known.
    public func whoCan(target: String, in name: String? = nil) -> [Explanation] {
        let organization: OrganizationID?
        if let name {
            organization = self.organization(named: name)
        } else {
            organization = organizations.first { knows(target, in: $0) } ?? organizations.first
        }
        guard let organization, let explainer = Explainer(self, organization) else { return [] }
        let first = tables.organizations[Int(organization.index)].firstUser
        return (0..<explainer.text.userCount).map { offset in
            let user = UserID(index: first + UInt32(offset), edition: edition)
            return explainer.explain(self.name(of: user), user, target)
        }
    }

    private func knows(_ target: String, in organization: OrganizationID) -> Bool {
        if case .unlisted = subject(target.utf8Span.span, in: organization) { return false }
        return true
    }
}
