import Admin
import AdministeredStore
import AuditTrail
import Dispatch
import Enforcement
import Foundation
import Logging
import PolicyAdministration
import PolicyStore
import Proxy
import Synchronization
import Testing

@testable import SignIn
@testable import earshot

/// What is done at the desk, in the audit.
@Suite struct SignInRecordTests {
    private static let alice = AccountName(organization: "Example Ltd", name: "alice")
    private static let eve = AccountName(organization: "Other Ltd", name: "eve")
    private static let root = AccountName(name: "root")

    /// A record that keeps what it would put into the audit, at a time that a test sets.
    private final class Kept: Sendable {
        let events = Mutex<[AuditEvent]>([])
        let now = Mutex<Int64>(1_000)
        func make() -> SignInRecord {
            SignInRecord(.silent, now: { self.now.withLock { $0 } }) { event in
                self.events.withLock { $0.append(event) }
            }
        }

        var count: Int { events.withLock { $0.count } }
    }

    private static func event(
        _ subject: SignInEvent.Subject,
        _ outcome: SignInEvent.Outcome,
        _ account: AccountName?,
        by identity: Principal.Identity? = nil,
        from address: String = "192.0.2.1",
        way: SignInEvent.Way? = nil,
        until: Int64? = nil
    ) -> SignInEvent {
        var event = SignInEvent(subject, outcome, account, by: Visitor(identity, address: address))
        (event.way, event.until) = (way, until)
        return event
    }

    private func fields(_ event: SignInEvent) throws -> [String: String] {
        let line = AuditLine.fields(AuditEvent(event), at: Moment(unixSeconds: 0)) + Array("}".utf8)
        return try JSONDecoder().decode([String: String].self, from: Data(line))
    }

    @Test func aSignInHasTheFieldsOfEveryRecord() throws {
        let event = Self.event(.signIn, .accepted, Self.alice, way: .password)
        #expect(
            try fields(event) == [
                "time": "1970-01-01T00:00:00Z", "organization": "Example Ltd", "watcher": "user:alice",
                "extension": "user:alice", "action": "sign-in", "verdict": "accepted", "rule": "sign-in-accepted",
                "method": "", "call-id": "", "source": "192.0.2.1", "reason": "signed in", "how": "password",
            ]
        )
    }

    @Test func whatAnOperatorDoesToAnAccountIsOfItsOrganization() throws {
        let fields = try fields(Self.event(.account, .removed, Self.alice, by: Self.root.identity))
        #expect(fields["organization"] == "Example Ltd" && fields["watcher"] == "operator:root")
        #expect(fields["extension"] == "user:alice" && fields["how"] == nil)
    }

    @Test func aTokenIsNamedByItsNumberScopesAndEnd() throws {
        var event = Self.event(.token, .made, Self.root, by: Self.root.identity, until: 60)
        (event.token, event.scopes) = ("abc", [.live, .audit])
        #expect(try fields(event)["reason"] == "the token `abc` for `audit`, `live` until 1970-01-01T00:01:00Z")
    }

    @Test func everyKindOfEventHasWordsOfItsOwn() throws {
        for subject in SignInEvent.Subject.allCases {
            for outcome in SignInEvent.Outcome.allCases {
                let fields = try fields(Self.event(subject, outcome, Self.root))
                #expect(fields["rule"] == "\(subject.rawValue)-\(outcome.rawValue)")
                #expect(fields["reason"]?.isEmpty == false)
            }
        }
    }

    @Test func aWaitIsOnRecordOnce() {
        let kept = Kept()
        let record = kept.make()
        let locked = Self.event(.signIn, .locked, Self.alice, way: .password, until: 1_005)
        for _ in 0..<100 { record.note(locked) }
        #expect(kept.count == 1)
        record.note(Self.event(.signIn, .locked, Self.root, way: .password, until: 1_005))
        #expect(kept.count == 2)
        kept.now.withLock { $0 = 1_005 }
        record.note(Self.event(.signIn, .locked, Self.alice, way: .password, until: 1_015))
        #expect(kept.count == 3)
    }

    @Test func whatNeedsNoAccountIsOnRecordOnceAMinuteForAnAddress() {
        let kept = Kept()
        let record = kept.make()
        for _ in 0..<100 { record.note(Self.event(.signIn, .refused, nil, way: .link)) }
        for _ in 0..<100 { record.note(Self.event(.signIn, .refused, nil, from: "192.0.2.2", way: .oidc)) }
        #expect(kept.count == 2)
        kept.now.withLock { $0 += SignInRecord.quietSeconds }
        record.note(Self.event(.signIn, .refused, nil, way: .link))
        #expect(kept.count == 3)
    }

    @Test func everyWrongPasswordIsOnRecord() {
        let kept = Kept()
        let record = kept.make()
        for _ in 0..<5 { record.note(Self.event(.signIn, .refused, Self.alice, way: .password)) }
        #expect(kept.count == 5)
    }

    // MARK: In an audit

    /// Takes nothing before it may.
    private struct SlowSink: AuditSink {
        final class Disk: Sendable {
            let gate = DispatchSemaphore(value: 0)
            let bytes = Mutex<[UInt8]>([])
        }

        let disk = Disk()

        func append(_ bytes: [UInt8]) -> (count: Int, error: CInt?) {
            disk.gate.wait()
            disk.gate.signal()
            disk.bytes.withLock { $0 += bytes }
            return (bytes.count, nil)
        }

        func keep(head: [UInt8]) -> Bool { true }
        func isMoved() -> Bool { false }
        func reopen() -> AuditEnding { AuditEnding() }
        func close() {}
    }

    @Test(.timeLimit(.minutes(5))) func nobodyWaitsForAnAuditThatIsSlow() async throws {
        let sink = SlowSink()
        let keys = try StoreJournalTests.keys(7)
        let audit = AuditLog(sink, ending: AuditEnding(), head: [], keys: keys, logger: .silent)
        let record = SignInRecord(.silent, now: { 0 }) { audit.note($0) }
        var settings = SignInSettings(address: "http://127.0.0.1:8080")
        settings.cost = .init(logRounds: 1, blockSize: 1, parallelism: 1)
        let desk = SignInDesk(store: try AdministeredStore.emptyStore(), settings: settings) { record.note($0) }
        _ = try desk.addAccount(Self.root, now: 0)
        try desk.setPassword("correct horse battery", of: Self.root)
        for _ in 0..<3 {
            let outcome = try desk.signIn(
                name: "root",
                password: "correct horse battery",
                from: "192.0.2.1",
                now: 0
            )
            if case .signedIn = outcome { continue }
            Issue.record("\(outcome)")
        }
        #expect(sink.disk.bytes.withLock { $0.isEmpty })
        sink.disk.gate.signal()
        await audit.close()
        let text = sink.disk.bytes.withLock { String(decoding: $0, as: UTF8.self) }
        #expect(text.matches(of: /"rule":"sign-in-accepted"/).count == 3)
    }

    @Test(arguments: [false, true]) func everybodyFindsWhatIsTheirs(_ isInStore: Bool) async throws {
        let store = try AdministeredStore.emptyStore()
        let path = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)").path
        defer { for end in ["", ".head"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let keys = try StoreJournalTests.keys(7)
        let audit =
            isInStore
            ? AuditLog(
                StoreAuditSink(store: store, node: "left", logger: .silent),
                ending: AuditEnding(),
                head: [],
                keys: keys,
                logger: .silent
            ) : try AuditLog(path: path, keys: keys, logger: .silent)
        let record = SignInRecord(.silent, now: { 0 }) { audit.note($0) }
        for account in [Self.alice, Self.eve, Self.root] {
            record.note(Self.event(.signIn, .accepted, account, way: .password))
        }
        record.note(Self.event(.link, .made, Self.alice, by: Self.root.identity))
        await audit.close()

        let search: any AuditSearch = isInStore ? AuditStoreSearch(store) : AuditFileSearch(path: path)
        func found(_ query: AuditQuery) throws -> [String] {
            try search.find(query).records.map { "\($0.rule) \($0.watcher)" }
        }
        #expect(
            try found(AuditQuery(organization: "Example Ltd"))
                == ["link-made operator:root", "sign-in-accepted user:alice"]
        )
        #expect(try found(AuditQuery(organization: "Other Ltd")) == ["sign-in-accepted user:eve"])
        #expect(try found(AuditQuery(organization: "")) == ["sign-in-accepted operator:root"])
        #expect(try found(AuditQuery(watcher: "operator:root")).count == 2)
        #expect(try found(AuditQuery(action: "sign-in")).count == 3)
        let report =
            isInStore
            ? try AuditReading.report(of: "left", in: store, keys: keys)
            : try AuditReading(paths: [path], keys: keys).report()
        #expect(report.isIntact && report.recordCount == 4)
    }
}
