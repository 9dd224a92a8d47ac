import AccessPolicy
import Foundation
import Logging
import PolicyAdministration
import PolicyFile
import PolicyStore

/// A policy in a store of its own, administered.
public struct AdministeredStore: Sendable {
    /// Where it is.
    public let store: any Store
    /// Where it is told which policy is in force.
    public let bulletin: PolicyBulletin
    /// What changes it.
    public let administration: PolicyAdministration

    /// A text is no policy.
    struct UnfitError: Error {
        let text: String
    }

    /// A policy as a file says it, as revision 1.
    public init(_ text: String) throws {
        let store = try Self.emptyStore()
        let items = try PolicyFile.parse(text, file: "").items
        _ = try store.change(PolicyChange(put: items, author: "test", time: 0), on: 0)
        let load: @Sendable () -> PolicyState? = {
            guard let revision = try? store.policyRevision(), let items = try? store.policy(at: revision),
                let model = try? PolicyModel(items),
                let snapshot = try? PolicyCompiler.compile(model, revision: UInt64(revision))
            else { return nil }
            return PolicyState(model, snapshot, revision: revision)
        }
        guard let state = load() else { throw UnfitError(text: text) }
        let bulletin = PolicyBulletin(state, StandingConsents())
        administration = PolicyAdministration(bulletin, store: store) {
            if let state = load() { bulletin.post(state, StandingConsents()) }
        }
        (self.store, self.bulletin) = (store, bulletin)
    }

    /// A store in a file of its own that is gone with the process.
    public static func emptyStore() throws -> any Store {
        let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try StorePlace.sqlite(path: folder.appending(path: "earshot.db").path).open(logger: quiet)
        // The file stays open.
        try FileManager.default.removeItem(at: folder)
        return store
    }
}
