import PolicyStore
import Testing

/// What every store does with the audit.
@Suite struct AuditContractTests {
    static func line(
        _ seq: Int64,
        node: String = "left",
        organization: String = "Example Ltd",
        watcher: String = "alice",
        target: String = "101"
    ) -> StoredAuditLine {
        StoredAuditLine(
            node: node,
            seq: seq,
            time: seq * 10,
            organization: organization,
            watcher: watcher,
            target: target,
            action: "status",
            verdict: "reject",
            line: Array("line \(seq) of \(node)\n".utf8) + [0, 0xFF, 0x0A]
        )
    }

    private static func found(_ store: any Store, _ set: (inout StoredAuditQuery) -> Void) throws -> [Int64] {
        var query = StoredAuditQuery(limit: 100)
        set(&query)
        return try store.audit(query).map(\.seq)
    }

    @Test(arguments: StoreKind.allCases)
    func aChainIsThereAgainInItsOrder(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        do {
            let store = try opened.open()
            try store.append([Self.line(1), Self.line(2)])
            try store.append([Self.line(3), Self.line(1, node: "right")])
        }
        let store = try opened.open()
        #expect(try store.auditLines(of: "left", after: 0) == [1, 2, 3].map { Self.line($0).line })
        #expect(try store.auditLines(of: "left", after: 2) == [Self.line(3).line])
        #expect(try store.auditLines(of: "left", after: nil) == [Self.line(3).line])
        #expect(try store.auditLines(of: "nobody", after: nil).isEmpty)
        #expect(try store.auditNodes() == ["left", "right"])
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsThereAlreadyStaysAsItIs(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        try store.append([Self.line(1)])
        try store.append([Self.line(1, watcher: "mallory"), Self.line(2)])
        #expect(try Self.found(store) { _ in } == [2, 1])
        #expect(try Self.found(store) { $0.watcher = "mallory" } == [])
    }

    @Test(arguments: StoreKind.allCases)
    func theHeadIsTheLastThatWasKept(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        #expect(try store.auditHead(of: "left") == [])
        try store.keep(head: [1], of: "left")
        try store.keep(head: [2, 3], of: "left")
        try store.keep(head: [4], of: "right")
        #expect(try store.auditHead(of: "left") == [2, 3])
    }

    @Test(arguments: StoreKind.allCases)
    func everythingThatIsSaidMustFit(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        try store.append([
            Self.line(1), Self.line(2, organization: "Other"), Self.line(3, watcher: "bob"),
            Self.line(4, target: "' OR 1=1 --"),
        ])
        #expect(try Self.found(store) { $0.organization = "Example Ltd" } == [4, 3, 1])
        #expect(try Self.found(store) { ($0.organization, $0.watcher) = ("Example Ltd", "alice") } == [4, 1])
        #expect(try Self.found(store) { $0.target = "' OR 1=1 --" } == [4])
        #expect(try Self.found(store) { ($0.action, $0.verdict) = ("status", "reject") } == [4, 3, 2, 1])
        #expect(try Self.found(store) { $0.verdict = "forward" } == [])
        #expect(try Self.found(store) { ($0.from, $0.until) = (20, 40) } == [3, 2])
    }

    @Test(arguments: StoreKind.allCases)
    func aPageGoesOnBehindTheOneBefore(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        try store.append((1...5).map { Self.line($0) })
        let first = try store.audit(StoredAuditQuery(limit: 2))
        #expect(first.map(\.seq) == [5, 4])
        try store.append([Self.line(6)])
        #expect(try Self.found(store) { $0.before = first.last?.place } == [3, 2, 1])
    }

    // MARK: Pruning

    private static func note(_ seq: Int64) -> StoredAuditLine { line(seq, node: "prune") }

    private static func removeAll(_ store: any Store) throws -> Int {
        var count = 0
        while case let removed = try store.removePruned(), removed > 0 { count += removed }
        return count
    }

    @Test(arguments: StoreKind.allCases)
    func onlyWhatMayGoGoesAndThatIsNoted(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        try store.append((1...5).map { Self.line($0) } + (1...3).map { Self.line($0, node: "right") })
        #expect(try store.removePruned() == 0)
        try store.prune(["left": 3], noting: [Self.note(1)], head: [7])
        #expect(try store.auditHead(of: "prune") == [7])
        #expect(try store.auditLines(of: "prune", after: 0) == [Self.note(1).line])
        #expect(try Self.removeAll(store) == 3)
        #expect(try store.auditLines(of: "left", after: 0) == [4, 5].map { Self.line($0).line })
        #expect(try store.auditLines(of: "right", after: 0).count == 3)
        #expect(try store.auditLines(of: "prune", after: 0).count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func moreThanAPageGoesPageByPage(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        try store.append((1...2_001).map { Self.line($0) })
        try store.prune(["left": 2_000], noting: [Self.note(1)], head: [1])
        #expect(try store.removePruned() == 1_000)
        #expect(try Self.removeAll(store) == 1_000)
        #expect(try store.auditLines(of: "left", after: 0) == [Self.line(2_001).line])
    }

    @Test(arguments: StoreKind.allCases)
    func whatMayGoIsNeverLess(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        try store.append((1...5).map { Self.line($0) })
        try store.prune(["left": 4], noting: [Self.note(1)], head: [1])
        try store.prune(["left": 2], noting: [Self.note(2)], head: [2])
        #expect(try Self.removeAll(store) == 4)
    }

    @Test(arguments: StoreKind.allCases)
    func ofTwoWhoPruneAtOnceOneDoesNothing(_ kind: StoreKind) async throws {
        let store = try await kind.open().open()
        try store.append((1...5).map { Self.line($0) })
        try store.prune(["left": 2], noting: [Self.note(1)], head: [1])
        let other = [Self.line(1, node: "prune", watcher: "mallory"), Self.note(2)]
        #expect(throws: StoreError.self) { try store.prune(["left": 4], noting: other, head: [2]) }
        #expect(try store.auditHead(of: "prune") == [1])
        #expect(try store.auditLines(of: "prune", after: 0) == [Self.note(1).line])
        #expect(try Self.removeAll(store) == 2)
    }
}
