import AccessPolicy
import Foundation
import PolicyFile
import PolicyStore

/// Puts a policy into the store in place of the one that was there when this was made. What somebody saves between is not undone: the policy is refused then.
struct PolicyReplacement {
    private let store: any Store
    private let base: Int64

    /// Made before the new policy is, if that comes from what is in the store.
    init(in store: any Store) throws(StoreError) {
        self.store = store
        base = try store.policyRevision()
    }

    /// The policy that is replaced; nil where there is none.
    func replaced() throws -> PolicyModel? {
        base == 0 ? nil : try PolicyRestoreCommand.policy(at: base, in: store)
    }

    /// Replaces it, and gives what came of it in words.
    func make(_ model: PolicyModel, author: String, comment: String) throws -> String {
        _ = try PolicyCompiler.compile(model, revision: 1)
        let change = PolicyChange(
            replacing: try store.policy(at: base),
            by: model.items,
            author: author,
            comment: comment,
            time: Int64(Date().timeIntervalSince1970)
        )
        switch try store.change(change, on: base) {
        case .made(let number):
            return "revision \(number) is in the store; a running proxy takes it in within a second"
        case .same:
            return "the store has this policy already"
        case .conflict(let number):
            let advice = "see what it is with `earshot policy log`, then give this command again"
            throw CommandError("somebody has made revision \(number) meanwhile, and nothing was changed; \(advice)")
        }
    }
}
