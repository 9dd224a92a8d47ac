import AccessPolicy

/// What a store does, whichever database is behind it. Calls block and may come from any thread.
///
/// What a call has returned from outlives the process being killed; the power being cut may cost the last of it, and never the rest.
public protocol Store: AccountStore, AuditStore {
    /// Every binding of every node, the one written last at the end.
    func bindings() throws(StoreError) -> [StoredBinding]

    /// Makes all these changes, in order, or none of them.
    func write(_ changes: [StoredChange]) throws(StoreError)

    /// What other nodes have changed since a place in the order of changes; one page of it. Nobody does in a store of one node.
    func bindingNews(after place: Int64) throws(StoreError) -> BindingNews

    /// Says that this node lives, and gives what is known of the others; nobody is where a store has one node.
    ///
    /// - Parameter run: what tells this process from others that call themselves the same.
    func beat(run: Int64) throws(StoreError) -> NodeBeat

    /// Takes over the dialogs of nodes that have been silent for so long, and gives them. Each is given to one node.
    func adopt(afterSeconds seconds: Int) throws(StoreError) -> [StoredDialog]

    /// Every dialog of this node.
    func dialogs() throws(StoreError) -> [StoredDialog]

    /// Keeps these bindings and dialogs of this node and no others of it. A Contact that has moved to another node since stays there.
    func replace(bindings: [StoredBinding], dialogs: [StoredDialog]) throws(StoreError)

    /// Drops the bindings and dialogs that end at that moment (seconds since 1970) or before.
    func prune(before moment: Int64) throws(StoreError)

    /// Every digest hash.
    func secrets() throws(StoreError) -> [StoredSecret]

    /// Adds digest hashes, each in place of another for the same realm, user and algorithm; all of them or none.
    func write(_ secrets: [StoredSecret]) throws(StoreError)

    /// The entries of the register of consents that come after this number, in the order of their numbers; all of them after 0.
    ///
    /// Cheap when there are none: it is asked several times a second. An entry is never seen later than one with a higher number.
    func consents(after number: Int64) throws(StoreError) -> [ConsentEntry]

    /// Puts an entry at the end of the register of consents, where it stays as it is. Outlives the power being cut.
    ///
    /// - Parameter entry: its number does not matter.
    /// - Returns: the number that it got, higher than any before.
    /// - Throws: also what is wrong with the entry.
    func append(_ entry: ConsentEntry) throws(StoreError) -> Int64

    /// A number that is another after the database was started anew: it may have less than before, or something else under the same numbers. Cheap.
    func era() throws(StoreError) -> Int64

    /// The number of the last revision of the policy; 0 when there is none. Cheap: it is asked several times a second.
    func policyRevision() throws(StoreError) -> Int64

    /// What has become of the policy since a revision; all of it since 0.
    func policyNews(since revision: Int64) throws(StoreError) -> PolicyNews

    /// The policy as it was at a revision, everything in the order of its names; nothing at 0.
    func policy(at revision: Int64) throws(StoreError) -> [PolicyItem]

    /// Changes the policy, all of it or nothing. What the policy says is not looked at. Outlives the power being cut.
    ///
    /// - Parameter base: the revision that the change was made on; another since is a conflict.
    /// - Throws: also what is wrong with author or comment.
    func change(_ change: PolicyChange, on base: Int64) throws(StoreError) -> PolicyOutcome

    /// Where the signing keys of all nodes are; nil where one node has them in its file.
    var keyStore: (any KeyStore)? { get }

    /// What waits for news.
    func watch() -> any StoreWatch

    /// So many revisions before that number at the most, the last first; what is asked for beyond the limit of a page is not given.
    ///
    /// - Parameter organization: only those that changed something of it; all when nil.
    func revisions(
        before number: Int64,
        limit: Int,
        of organization: String?
    ) throws(StoreError) -> [PolicyRevision]
    /// What a revision changed, everything in the order of its names; nothing for one that there is not.
    func difference(at revision: Int64) throws(StoreError) -> PolicyDifference
}

extension Store {
    /// The latest revisions of all organisations.
    public func revisions(before number: Int64, limit: Int) throws(StoreError) -> [PolicyRevision] {
        try revisions(before: number, limit: limit, of: nil)
    }
}
