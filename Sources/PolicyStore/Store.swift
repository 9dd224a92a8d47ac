/// What a store does, whichever database is behind it. Calls block and may come from any thread.
///
/// What a call has returned from outlives the process being killed; the power being cut may cost the last of it, and never the rest.
public protocol Store: Sendable {
    /// Every binding, the one written last at the end.
    func bindings() throws(StoreError) -> [StoredBinding]

    /// Makes all these changes, in order, or none of them.
    func write(_ changes: [StoredBindingChange]) throws(StoreError)

    /// Keeps these bindings and no others.
    func replaceBindings(with bindings: [StoredBinding]) throws(StoreError)

    /// Drops the bindings that end at that moment (seconds since 1970) or before.
    func pruneBindings(before moment: Int64) throws(StoreError)

    /// Every digest hash.
    func secrets() throws(StoreError) -> [StoredSecret]

    /// Adds digest hashes, each in place of another for the same realm, user and algorithm; all of them or none.
    func write(_ secrets: [StoredSecret]) throws(StoreError)
}
