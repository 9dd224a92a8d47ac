import AccessPolicy
import PolicyStore
import Testing

/// A policy in a store that was empty.
private struct StoredPolicy {
    let opened: TestStore
    let store: any Store

    init(_ kind: StoreKind) async throws {
        opened = try await kind.open()
        store = try opened.open()
    }

    @discardableResult
    func change(
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

    func items(since revision: Int64 = 0) throws -> [PolicyItem] { try store.policyNews(since: revision).put }
}

/// What every store does with the policy, whichever database is behind it.
@Suite struct PolicyContractTests {
    static func item(_ kind: PolicyItem.Kind, _ name: String, _ content: String = "{}") -> PolicyItem {
        PolicyItem(key: .init(organization: "Example Ltd", kind: kind, name: name), content: content)
    }

    static let head = item(.organization, "", #"{"domains":["example.com"]}"#)
    static let alice = item(.user, "alice", #"{"extensions":["101"]}"#)
    static let bob = item(.user, "bob")

    @Test(arguments: StoreKind.allCases)
    func anEmptyStoreHasNoPolicy(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        #expect(try policy.store.policyRevision() == 0)
        #expect(try policy.items() == [])
        #expect(try policy.store.policy(at: 0) == [])
        #expect(try policy.store.revisions(before: .max, limit: 10) == [])
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsPutComesBackByItsNames(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        #expect(try policy.change([Self.bob, Self.alice, Self.head]) == .made(1))
        #expect(try policy.items() == [Self.head, Self.alice, Self.bob])
        #expect(try policy.store.policyRevision() == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func namesAreNotMistakenForOneAnother(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        let other = PolicyItem(key: .init(organization: "Other", kind: .user, name: "bob"), content: "1")
        let role = Self.item(.role, "bob", "[]")
        try policy.change([Self.bob, role, other])
        try policy.change(removing: [Self.bob])
        #expect(try policy.items() == [role, other])
    }

    @Test(arguments: StoreKind.allCases)
    func anotherSpellingIsAnotherNameAndAnotherContent(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        let (one, other) = (Self.item(.user, "ren\u{E9}", "1"), Self.item(.user, "rene\u{301}", "1"))
        try policy.change([one])
        #expect(try policy.change(removing: [other]) == .same)
        #expect(try policy.change([other]) == .made(2))
        #expect(try Set(policy.items()) == [one, other])
        let kelvin = PolicyItem(key: .init(organization: "\u{212A}", kind: .user, name: "x"), content: "1")
        try policy.change([kelvin])
        #expect(try policy.store.revisions(before: .max, limit: 9, of: "K").isEmpty)
        let (composed, decomposed) = (Self.item(.user, "bob", "\u{E9}"), Self.item(.user, "bob", "e\u{301}"))
        try policy.change([composed])
        #expect(try policy.change([decomposed]) == .made(5))
    }

    @Test(arguments: StoreKind.allCases)
    func aPartThatSaysSomethingElseIsOneChange(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.head, Self.alice])
        let changed = Self.item(.user, "alice", #"{"extensions":["101","102"]}"#)
        #expect(try policy.change([Self.head, changed]) == .made(2))
        let news = try policy.store.policyNews(since: 1)
        #expect((news.revision, news.put, news.removed) == (2, [changed], []))
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsGoneIsNews(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.head, Self.alice, Self.bob])
        try policy.change(removing: [Self.bob])
        let news = try policy.store.policyNews(since: 1)
        #expect((news.put, news.removed) == ([], [Self.bob.key]))
        #expect(try policy.items() == [Self.head, Self.alice])
    }

    @Test(arguments: StoreKind.allCases)
    func whatCameAndWentBetweenIsNoNews(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.head])
        try policy.change([Self.bob])
        try policy.change(removing: [Self.bob])
        let news = try policy.store.policyNews(since: 1)
        #expect((news.revision, news.put, news.removed) == (3, [], []))
    }

    @Test(arguments: StoreKind.allCases)
    func whatWentAndCameAgainIsPutOnly(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.bob])
        try policy.change(removing: [Self.bob])
        try policy.change([Self.bob])
        let news = try policy.store.policyNews(since: 1)
        #expect((news.put, news.removed) == ([Self.bob], []))
    }

    @Test(arguments: StoreKind.allCases)
    func nothingNewIsNoRevision(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.head, Self.alice])
        #expect(try policy.change([Self.alice], removing: [Self.bob]) == .same)
        #expect(try policy.store.policyRevision() == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func aChangeOfAnOlderPolicyIsAConflictAndChangesNothing(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.head])
        try policy.change([Self.alice])
        #expect(try policy.change([Self.bob], on: 1) == .conflict(2))
        #expect(try policy.items() == [Self.head, Self.alice])
        #expect(try policy.store.revisions(before: .max, limit: 10).map(\.number) == [2, 1])
    }

    @Test(arguments: StoreKind.allCases)
    func everyPolicyThatWasCanBeSeen(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.head, Self.alice])
        let changed = Self.item(.user, "alice", "{}")
        try policy.change([changed, Self.bob])
        try policy.change(removing: [Self.alice, Self.head])
        #expect(try policy.store.policy(at: 1) == [Self.head, Self.alice])
        #expect(try policy.store.policy(at: 2) == [Self.head, changed, Self.bob])
        #expect(try policy.store.policy(at: 3) == [Self.bob])
        #expect(try policy.store.policy(at: 99) == [Self.bob])
    }

    @Test(arguments: StoreKind.allCases)
    func theHistorySaysWhoWhenAndWhy(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        try policy.change([Self.head], author: "Alice Ng", comment: "the first")
        try policy.change([Self.bob], author: "bob")
        let revisions = [
            PolicyRevision(number: 2, author: "bob", comment: "", time: 1_793_491_200),
            PolicyRevision(number: 1, author: "Alice Ng", comment: "the first", time: 1_793_491_200),
        ]
        #expect(try policy.store.revisions(before: .max, limit: 10) == revisions)
        #expect(try policy.store.revisions(before: 2, limit: 10) == [revisions[1]])
        #expect(try policy.store.revisions(before: .max, limit: 1) == [revisions[0]])
    }

    @Test(arguments: StoreKind.allCases)
    func aRevisionTellsWhatItChanged(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        let changed = Self.item(.user, "alice", "{}")
        try policy.change([Self.head, Self.alice])
        try policy.change([changed, Self.bob])
        try policy.change(removing: [Self.bob])
        let differences = try (1...4).map { try policy.store.difference(at: $0) }
        #expect(differences.map(\.before) == [[], [Self.alice], [Self.bob], []])
        #expect(differences.map(\.after) == [[Self.head, Self.alice], [changed, Self.bob], [], []])
    }

    @Test(arguments: StoreKind.allCases)
    func anOrganizationHasTheRevisionsThatChangedIt(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        let other = PolicyItem(key: .init(organization: "Other", kind: .user, name: "bob"), content: "1")
        try policy.change([Self.head])
        try policy.change([other])
        try policy.change([Self.bob, PolicyItem(key: other.key, content: "2")])
        try policy.change(removing: [Self.bob])
        let (own, others) = try (
            policy.store.revisions(before: .max, limit: 9, of: Self.head.key.organization),
            policy.store.revisions(before: .max, limit: 9, of: "Other")
        )
        #expect(own.map(\.number) == [4, 3, 1])
        #expect(others.map(\.number) == [3, 2])
    }

    @Test(
        arguments: StoreKind.allCases,
        [("", ""), (" bob", ""), ("bob", "a\nb"), ("bob", String(repeating: "x", count: 1_001))]
    )
    func authorAndCommentAreTexts(_ kind: StoreKind, _ texts: (author: String, comment: String)) async throws {
        let policy = try await StoredPolicy(kind)
        #expect(throws: StoreError.self) {
            try policy.change([Self.head], author: texts.author, comment: texts.comment)
        }
        #expect(try policy.store.policyRevision() == 0)
    }

    @Test(arguments: StoreKind.allCases)
    func theOtherThingsInTheStoreStay(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        _ = try policy.store.append(ConsentContractTests.given("101"))
        try policy.change([Self.head])
        try policy.store.replace(bindings: [], dialogs: [])
        #expect(try policy.items() == [Self.head])
        #expect(try policy.store.consents(after: 0).count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func ofManyAtOnceEachIsMadeOnceOrAConflict(_ kind: StoreKind) async throws {
        let policy = try await StoredPolicy(kind)
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<4 {
                group.addTask { [store = policy.store] in
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
        #expect(try policy.items().count == 40)
        #expect(try policy.store.policyRevision() == 40)
    }
}
