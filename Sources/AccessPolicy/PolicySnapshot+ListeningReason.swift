extension PolicySnapshot {
    /// Why a watcher may listen to a target or may not, in words with the chain of roles. Slow: not for the thread that handles messages.
    ///
    /// - Parameters:
    ///   - target: an extension, a user's name, or what was dialled.
    ///   - rule: the identifier of the rule that decided.
    /// - Returns: nil when that rule is not what this policy says of the target, nor of every extension: something else decided.
    public func listeningReason(
        to target: String,
        in organization: OrganizationID,
        by watcher: UserID,
        rule: String
    ) -> String? {
        guard holds(watcher), self.organization(of: watcher) == organization,
            let explainer = Explainer(self, organization)
        else { return nil }
        let one = explainer.listening(watcher, to: target)
        if one.rule.identifier == rule, !target.isEmpty { return one.words }
        let all = explainer.listeningToEveryone(watcher)
        return all.rule.identifier == rule ? all.words : nil
    }

    /// Whether the operator lets anybody of an organisation listen; false for an id of another snapshot.
    public func isListeningEnabled(in organization: OrganizationID) -> Bool {
        holds(organization) && tables.organizations[Int(organization.index)].isListeningEnabled
    }
}
