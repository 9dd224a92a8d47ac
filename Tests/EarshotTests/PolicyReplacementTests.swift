import AccessPolicy
import Logging
import PolicyFile
import PolicyImport
import PolicyStore
import TestFolder
import Testing

@testable import earshot

/// A command that replaces the policy in the store undoes nothing that somebody saves while it works.
@Suite struct PolicyReplacementTests {
    private static func text(_ users: String...) -> String {
        "organization: Example Ltd\nusers: {\(users.map { "\($0): {}" }.joined(separator: ", "))}\n"
    }

    private let folder = TestFolder()
    private let store: SQLiteStore
    /// The same store, as another process has it open.
    private let others: SQLiteStore

    init() throws {
        store = try SQLiteStore(path: folder.path(), logger: .silent)
        others = try SQLiteStore(path: folder.path(), logger: .silent)
    }

    private func save(_ users: String, in store: SQLiteStore) throws {
        let model = try PolicyFile.parse(users, file: "")
        _ = try PolicyReplacement(in: store).make(model, author: "Bob Roy", comment: "")
    }

    private func users() throws -> [String]? {
        let policy = try PolicyReplacement(in: store).replaced()
        return policy?.organizations.flatMap(\.users).map(\.name.value)
    }

    /// What the command says that adds these users, while somebody does something else.
    private func added(_ users: String, meanwhile: () throws -> Void = {}) throws -> String {
        let replacement = try PolicyReplacement(in: store)
        let base = try replacement.replaced()
        let files = [ImportFile(name: "users.csv", text: "user\n\(users)\n")]
        let result = PolicyImport.convert(files, from: .csv, organization: "Example Ltd", into: base)
        try meanwhile()
        do {
            return try replacement.make(result.model, author: "Bob Roy", comment: "from csv")
        } catch let error as CommandError {
            return error.lines.joined()
        }
    }

    @Test func whatSomebodySavesMeanwhileStays() throws {
        try save(Self.text("alice", "bob"), in: store)
        let said = try added("carol") { try save(Self.text("bob"), in: others) }
        #expect(
            said == "somebody has made revision 2 meanwhile, and nothing was changed; "
                + "see what it is with `earshot policy log`, then give this command again"
        )
        #expect(try store.policyRevision() == 2)
        #expect(try users() == ["bob"])
    }

    @Test func givenAgainItAddsToWhatIsThereThen() throws {
        try save(Self.text("alice"), in: store)
        _ = try added("carol") { try save(Self.text("bob"), in: others) }
        #expect(try added("carol") == "revision 3 is in the store; a running proxy takes it in within a second")
        #expect(try users() == ["bob", "carol"])
    }

    @Test func theFirstPolicyOfAStoreIsNotUndoneEither() throws {
        let said = try added("carol") { try save(Self.text("alice"), in: others) }
        #expect(said.hasPrefix("somebody has made revision 1 meanwhile"))
        #expect(try users() == ["alice"])
    }

    @Test func whatIsThereAlreadyMakesNoRevision() throws {
        try save(Self.text("alice"), in: store)
        #expect(try added("alice") == "the store has this policy already")
        #expect(try store.policyRevision() == 1)
    }

    @Test func theRevisionSaysWhoAndWhy() throws {
        _ = try added("alice")
        let made = try #require(try store.revisions(before: .max, limit: 1).first)
        #expect(made.author == "Bob Roy")
        #expect(made.comment == "from csv")
    }

    @Test func whatDoesNotHoldIsNotPutIn() throws {
        let model = PolicyModel(organizations: [Organization(name: Located(""))])
        #expect(throws: InvalidPolicyError.self) {
            try PolicyReplacement(in: store).make(model, author: "Bob Roy", comment: "")
        }
        #expect(try store.policyRevision() == 0)
    }
}
