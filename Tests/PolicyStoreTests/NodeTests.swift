import Logging
import Rehearsal
import Testing

@testable import PolicyStore

/// What several nodes have of one PostgreSQL.
@Suite(.timeLimit(.minutes(5)))
struct NodeTests {
    private typealias Base = BindingContractTests

    /// Two nodes with one database.
    private struct Nodes {
        let first: PostgresStore
        let second: PostgresStore
        let url: String
        let server: PostgresServer

        init(on server: PostgresServer) async throws {
            self.server = server
            url = try await server.database()
            first = try PostgresStore(url: url, node: "first", logger: Logger(label: "test"))
            second = try PostgresStore(url: url, node: "second", logger: Logger(label: "test"))
        }
    }

    private static func with(_ test: (Nodes) async throws -> Void) async throws {
        try await PostgresServer.with { server in try await test(Nodes(on: server)) }
    }

    private static func elsewhere(_ binding: StoredBinding) -> StoredBinding {
        var binding = binding
        binding.isElsewhere = true
        return binding
    }

    @Test func everyNodeHasTheBindingsOfAll() async throws {
        try await Self.with { nodes in
            try nodes.first.write([.put(Base.binding("alice"))])
            try nodes.second.write([.put(Base.binding("bob"))])
            #expect(try nodes.first.bindings() == [Base.binding("alice"), Self.elsewhere(Base.binding("bob"))])
            #expect(try nodes.second.bindings() == [Self.elsewhere(Base.binding("alice")), Base.binding("bob")])
        }
    }

    @Test func newsAreWhatOthersHaveChanged() async throws {
        try await Self.with { nodes in
            let (first, second) = (nodes.first, nodes.second)
            let start = try first.bindingNews(after: .max).place
            try second.write([.put(Base.binding("alice")), .put(Base.binding("bob"))])
            try first.write([.put(Base.binding("carol"))])
            let news = try first.bindingNews(after: start)
            #expect(news.entries.map(\.binding.user) == ["alice", "bob"].map { Array($0.utf8) })
            #expect(news.isAll)
            #expect(try first.bindingNews(after: news.place).entries.isEmpty)

            try second.write([Base.remove("alice", 1), Base.remove("carol", nil)])
            let later = try first.bindingNews(after: news.place)
            #expect(later.entries.map(\.isGone) == [true, true])
            #expect(later.entries.map(\.binding.user) == ["alice", "carol"].map { Array($0.utf8) })
            #expect(try first.bindings().map(\.user) == [Array("bob".utf8)])
        }
    }

    @Test func newsComeInPagesWithoutAGap() async throws {
        try await Self.with { nodes in
            let count = Limits.bindingNewsMax + 500
            try nodes.second.write((0..<count).map { .put(Base.binding("u\($0)")) })
            let page = try nodes.first.bindingNews(after: 0)
            #expect(!page.isAll)
            #expect(page.entries.count == Limits.bindingNewsMax)
            let rest = try nodes.first.bindingNews(after: page.place)
            #expect(rest.isAll)
            #expect(Set((page.entries + rest.entries).map(\.binding.user)).count == count)
        }
    }

    @Test func aBindingIsToldOf() async throws {
        try await Self.with { nodes in
            let watch = nodes.first.watch()
            _ = watch.wait(seconds: 60)
            try nodes.second.write([.put(Base.binding("alice"))])
            #expect(watch.wait(seconds: 60) == [.bindings])
            try nodes.second.write([Base.remove("alice", 1)])
            #expect(watch.wait(seconds: 60) == [.bindings])
        }
    }

    @Test func aNodeThatStartsAnewLeavesTheOthersTheirs() async throws {
        try await Self.with { nodes in
            try nodes.first.write([.put(Base.binding("alice")), .keep(DialogContractTests.dialog("a"))])
            try nodes.second.write([.put(Base.binding("bob")), .keep(DialogContractTests.dialog("b"))])
            try nodes.first.replace(bindings: [Base.binding("carol")], dialogs: [])
            #expect(try nodes.first.bindings() == [Self.elsewhere(Base.binding("bob")), Base.binding("carol")])
            #expect(try nodes.first.dialogs().isEmpty)
            #expect(try nodes.second.dialogs() == [DialogContractTests.dialog("b")])
            #expect(try nodes.second.bindingNews(after: 0).entries.map(\.isGone) == [true, false])
        }
    }

    /// Others wait for their turn meanwhile: it must not take as many round trips as there are phones.
    @Test func allIsWrittenAnewWithAFewStatements() async throws {
        try await Self.with { nodes in
            try await nodes.server.query(
                """
                CREATE SEQUENCE statements;
                CREATE FUNCTION count_it() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN PERFORM nextval('statements'); RETURN NULL; END $$;
                CREATE TRIGGER is_counted AFTER INSERT OR UPDATE OR DELETE ON binding EXECUTE FUNCTION count_it();
                CREATE TRIGGER is_counted AFTER INSERT OR UPDATE OR DELETE ON dialog EXECUTE FUNCTION count_it();
                """,
                in: nodes.url
            )
            let dialogs = (0..<500).map { DialogContractTests.dialog("d\($0)") }
            try nodes.first.write([.put(Base.binding("alice"))] + (0..<500).map { .put(Base.binding("old\($0)")) })
            try nodes.first.replace(bindings: (0..<500).map { Base.binding("new\($0)") }, dialogs: dialogs)
            try await nodes.server.query(
                "DO $$ BEGIN ASSERT (SELECT last_value FROM statements) BETWEEN 4 AND 20; END $$",
                in: nodes.url
            )
            #expect(try nodes.first.bindings().count == 500)
            #expect(try nodes.first.dialogs().count == 500)
        }
    }

    @Test func whoWritesHoldsNobodyUpWhoLooksForTheDead() async throws {
        try await Self.with { nodes in
            _ = try nodes.first.beat(run: 1)
            try nodes.first.write([.keep(DialogContractTests.dialog("a"))])
            let writer = try PostgresConnection(nodes.url, name: "writer")
            try writer.run("BEGIN")
            try PostgresStore.takeTurn(writer)
            #expect(try nodes.second.adopt(afterSeconds: 60).isEmpty)
            // What is to be had is had later.
            try await nodes.server.query("UPDATE node SET seen = seen - interval '61 seconds'", in: nodes.url)
            #expect(throws: StoreError.self) { try nodes.second.adopt(afterSeconds: 60) }
            try writer.run("COMMIT")
            #expect(try nodes.second.adopt(afterSeconds: 60).count == 1)
        }
    }

    @Test func whatHasMovedIsNotTakenBack() async throws {
        try await Self.with { nodes in
            try nodes.second.write([.put(Base.binding("alice", until: 200))])
            try nodes.first.replace(bindings: [Base.binding("alice", until: 100)], dialogs: [])
            #expect(try nodes.second.bindings() == [Base.binding("alice", until: 200)])
            try nodes.first.write([.drop(user: Array("alice".utf8), host: Array("example.com".utf8), contact: 1)])
            #expect(try nodes.second.bindings() == [Base.binding("alice", until: 200)])
            try nodes.second.write([.drop(user: Array("alice".utf8), host: Array("example.com".utf8), contact: 1)])
            #expect(try nodes.second.bindings().isEmpty)
        }
    }

    @Test func theDeadAreInheritedByOne() async throws {
        try await Self.with { nodes in
            let dialogs = [DialogContractTests.dialog("a"), DialogContractTests.dialog("b")]
            _ = try nodes.first.beat(run: 1)
            try nodes.first.write(dialogs.map { .keep($0) })
            #expect(try nodes.second.adopt(afterSeconds: 60).isEmpty)
            try await nodes.server.query("UPDATE node SET seen = seen - interval '61 seconds'", in: nodes.url)
            #expect(try Set(nodes.second.adopt(afterSeconds: 60)) == Set(dialogs))
            #expect(try Set(nodes.second.dialogs()) == Set(dialogs))
            #expect(try nodes.first.dialogs().isEmpty)
            _ = try nodes.second.beat(run: 2)
            #expect(try nodes.first.adopt(afterSeconds: 60).isEmpty)
        }
    }

    @Test func theLivingSeeEachOther() async throws {
        try await Self.with { nodes in
            #expect(try nodes.first.beat(run: 1).others.isEmpty)
            #expect(try nodes.second.beat(run: 2).others.map(\.name) == ["first"])
            try await nodes.server.query("UPDATE node SET seen = seen - interval '50 seconds'", in: nodes.url)
            let beat = try nodes.second.beat(run: 2)
            #expect((50...350).contains(beat.others.first?.silentSeconds ?? 0))
            #expect(!beat.isDoubled)
        }
    }

    @Test func twoProcessesOfOneNameAreFound() async throws {
        try await Self.with { nodes in
            _ = try nodes.first.beat(run: 1)
            #expect(try nodes.first.beat(run: 2).isDoubled)
            #expect(try nodes.first.beat(run: 1).isDoubled)
            #expect(try !nodes.first.beat(run: 1).isDoubled)
        }
    }
}
