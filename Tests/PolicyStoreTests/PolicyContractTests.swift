import AccessPolicy
import PolicyStore
import Testing

/// What every store does with the policy, whichever database is behind it.
@Suite struct PolicyContractTests {
    let folder: TestFolder
    let store: any Store

    init() throws {
        folder = try TestFolder()
        store = try folder.open()
    }

    static func item(_ kind: PolicyItem.Kind, _ name: String, _ content: String = "{}") -> PolicyItem {
        PolicyItem(key: .init(organization: "Example Ltd", kind: kind, name: name), content: content)
    }

    static let head = item(.organization, "", #"{"domains":["example.com"]}"#)
    static let alice = item(.user, "alice", #"{"extensions":["101"]}"#)
    static let bob = item(.user, "bob")

    @discardableResult
    private func change(
        _ put: [PolicyItem] = [],
        removing removed: [PolicyItem] = [],
        on base: Int64? = nil,
        author: String = "Alice Ng",
        comment: String = ""
    ) throws -> PolicyOutcome {
        let change = PolicyChange(
            put: put,
            removed: removed.map(\.key),
            author: author,
            comment: comment,
            time: 1_793_491_200
        )
        return try store.change(change, on: base ?? store.policyRevision())
    }

    private func items(since revision: Int64 = 0) throws -> [PolicyItem] { try store.policyNews(since: revision).put }

    @Test func anEmptyStoreHasNoPolicy() throws {
        #expect(try store.policyRevision() == 0)
        #expect(try items() == [])
        #expect(try store.policy(at: 0) == [])
        #expect(try store.revisions(before: .max, limit: 10) == [])
    }

    @Test func whatIsPutComesBackByItsNames() throws {
        #expect(try change([Self.bob, Self.alice, Self.head]) == .made(1))
        #expect(try items() == [Self.head, Self.alice, Self.bob])
        #expect(try store.policyRevision() == 1)
    }

    @Test func namesAreNotMistakenForOneAnother() throws {
        let other = PolicyItem(key: .init(organization: "Other", kind: .user, name: "bob"), content: "1")
        let role = Self.item(.role, "bob", "[]")
        try change([Self.bob, role, other])
        try change(removing: [Self.bob])
        #expect(try items() == [role, other])
    }

    @Test func aPartThatSaysSomethingElseIsOneChange() throws {
        try change([Self.head, Self.alice])
        let changed = Self.item(.user, "alice", #"{"extensions":["101","102"]}"#)
        #expect(try change([Self.head, changed]) == .made(2))
        let news = try store.policyNews(since: 1)
        #expect((news.revision, news.put, news.removed) == (2, [changed], []))
    }

    @Test func whatIsGoneIsNews() throws {
        try change([Self.head, Self.alice, Self.bob])
        try change(removing: [Self.bob])
        let news = try store.policyNews(since: 1)
        #expect((news.put, news.removed) == ([], [Self.bob.key]))
        #expect(try items() == [Self.head, Self.alice])
    }

    @Test func whatCameAndWentBetweenIsNoNews() throws {
        try change([Self.head])
        try change([Self.bob])
        try change(removing: [Self.bob])
        let news = try store.policyNews(since: 1)
        #expect((news.revision, news.put, news.removed) == (3, [], []))
    }

    @Test func whatWentAndCameAgainIsPutOnly() throws {
        try change([Self.bob])
        try change(removing: [Self.bob])
        try change([Self.bob])
        let news = try store.policyNews(since: 1)
        #expect((news.put, news.removed) == ([Self.bob], []))
    }

    @Test func nothingNewIsNoRevision() throws {
        try change([Self.head, Self.alice])
        #expect(try change([Self.alice], removing: [Self.bob]) == .same)
        #expect(try store.policyRevision() == 1)
    }

    @Test func aChangeOfAnOlderPolicyIsAConflictAndChangesNothing() throws {
        try change([Self.head])
        try change([Self.alice])
        #expect(try change([Self.bob], on: 1) == .conflict(2))
        #expect(try items() == [Self.head, Self.alice])
        #expect(try store.revisions(before: .max, limit: 10).map(\.number) == [2, 1])
    }

    @Test func everyPolicyThatWasCanBeSeen() throws {
        try change([Self.head, Self.alice])
        let changed = Self.item(.user, "alice", "{}")
        try change([changed, Self.bob])
        try change(removing: [Self.alice, Self.head])
        #expect(try store.policy(at: 1) == [Self.head, Self.alice])
        #expect(try store.policy(at: 2) == [Self.head, changed, Self.bob])
        #expect(try store.policy(at: 3) == [Self.bob])
        #expect(try store.policy(at: 99) == [Self.bob])
    }

    @Test func theHistorySaysWhoWhenAndWhy() throws {
        try change([Self.head], author: "Alice Ng", comment: "the first")
        try change([Self.bob], author: "bob")
        let revisions = [
            PolicyRevision(number: 2, author: "bob", comment: "", time: 1_793_491_200),
            PolicyRevision(number: 1, author: "Alice Ng", comment: "the first", time: 1_793_491_200),
        ]
        #expect(try store.revisions(before: .max, limit: 10) == revisions)
        #expect(try store.revisions(before: 2, limit: 10) == [revisions[1]])
        #expect(try store.revisions(before: .max, limit: 1) == [revisions[0]])
    }

    @Test(arguments: [("", ""), (" bob", ""), ("bob", "a\nb"), ("bob", String(repeating: "x", count: 1_001))])
    func authorAndCommentAreTexts(_ author: String, _ comment: String) throws {
        #expect(throws: StoreError.self) { try change([Self.head], author: author, comment: comment) }
        #expect(try store.policyRevision() == 0)
    }

    @Test func theOtherThingsInTheStoreStay() throws {
        _ = try store.append(ConsentContractTests.given("101"))
        try change([Self.head])
        try store.replace(bindings: [], dialogs: [])
        #expect(try items() == [Self.head])
        #expect(try store.consents(after: 0).count == 1)
    }

    @Test func ofManyAtOnceEachIsMadeOnceOrAConflict() async throws {
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<4 {
                group.addTask { [store] in
                    var made = 0
                    while made < 10 {
                        let item = Self.item(.user, "\(writer)-\(made)")
                        let change = PolicyChange(put: [item], author: "\(writer)", time: 0)
                        if case .made = try store.change(change, on: store.policyRevision()) { made += 1 }
                    }
                    return made
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(made == 40)
        #expect(try items().count == 40)
        #expect(try store.policyRevision() == 40)
    }
}
