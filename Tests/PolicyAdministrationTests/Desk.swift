import AccessPolicy
import Foundation
import Logging
import PolicyAdministration
import PolicyFile
import PolicyStore
import Testing

/// A policy in a store, administered.
final class Desk: Sendable {
    static let text = """
        organization: Example Ltd
        domains: [example.com]
        users:
          alice: {name: Alice Ng, extensions: ["101"]}
          bob: {name: Bob Roy, extensions: ["102"]}
          carol: {extensions: ["99"]}
        roles:
          Admin: ["role:Desk"]
          Desk: ["user:alice"]
        extensions:
          "101": {status: nobody}
          "99": {managed: admin, status: everyone}
          "200": {}
        ---
        organization: Other Ltd
        domains: [other.example]
        users:
          eve: {extensions: ["101"]}
        roles:
          Admin: ["user:eve"]
        """

    let store: any Store
    let administration: PolicyAdministration

    static func emptyStore() throws -> any Store {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let place = StorePlace.sqlite(path: folder.appendingPathComponent("earshot.db").path)
        return try place.open(logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    init() throws {
        let store = try Self.emptyStore()
        let items = try PolicyFile.parse(Self.text, file: "").items
        _ = try store.change(PolicyChange(put: items, author: "test", time: 0), on: 0)
        let load: @Sendable () -> PolicyState? = {
            guard let revision = try? store.policyRevision(), let items = try? store.policy(at: revision),
                let model = try? PolicyModel(items),
                let snapshot = try? PolicyCompiler.compile(model, revision: UInt64(revision))
            else { return nil }
            return PolicyState(model, snapshot, revision: revision)
        }
        let bulletin = PolicyBulletin(try #require(load()), StandingConsents())
        administration = PolicyAdministration(bulletin, store: store) {
            if let state = load() { bulletin.post(state, StandingConsents()) }
        }
        self.store = store
    }
}

extension Principal {
    static let root = Principal(.operator(name: "root"))
    static let alice = Principal(.user(organization: "Example Ltd", name: "alice"))
    static let bob = Principal(.user(organization: "Example Ltd", name: "bob"))
    static let carol = Principal(.user(organization: "Example Ltd", name: "carol"))
    static let eve = Principal(.user(organization: "Other Ltd", name: "eve"))
}
