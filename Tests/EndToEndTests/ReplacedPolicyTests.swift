import AccessPolicy
import Logging
import PolicyFile
import PolicyStore
import Rehearsal
import Testing

@testable import earshot

/// A command that replaces the policy in a database that others share.
@Suite struct ReplacedPolicyTests {
    private static func policy(_ user: String) throws -> PolicyModel {
        try PolicyFile.parse("organization: Example Ltd\nusers: {\(user): {}}\n", file: "")
    }

    private static func open(_ url: String) throws -> PostgresStore {
        try PostgresStore(url: url, logger: Logger(label: "test"))
    }

    @Test func whatSomebodySavesMeanwhileStays() async throws {
        try await PostgresServer.with { server in
            let url = try await server.database()
            let (one, other) = try (Self.open(url), Self.open(url))
            _ = try PolicyReplacement(in: one).make(Self.policy("alice"), author: "Alice Ng", comment: "")
            let late = try PolicyReplacement(in: one)
            _ = try PolicyReplacement(in: other).make(Self.policy("bob"), author: "Alice Ng", comment: "")
            let error = #expect(throws: CommandError.self) {
                try late.make(Self.policy("carol"), author: "Alice Ng", comment: "")
            }
            #expect(error?.lines.joined().hasPrefix("somebody has made revision 2 meanwhile") == true)
            #expect(try PolicyReplacement(in: one).replaced() == Self.policy("bob"))
        }
    }
}
