import AccessPolicy
import Testing

@testable import Enforcement

/// A live dialog in the words of the policy that holds now.
@Suite struct LiveListingTests {
    /// The listing of the only dialog of a stage, under another policy than that it was made under.
    static func listing(_ stage: LiveStage, _ policy: PolicySnapshot? = nil) throws -> LiveListing {
        try Scene.pipeline(policy).listing(of: #require(stage.only))
    }

    @Test func aSubscriptionIsNamedByThePolicy() throws {
        var stage = try LiveStage()
        stage.phone("status", .subscribe(from: "status", event: "dialog;id=7"))
        let listing = try Self.listing(stage)
        #expect(listing.organization == "Example Ltd")
        #expect(listing.watcher == "status")
        #expect(listing.target == "101")
        #expect(!listing.isListening)
        #expect(listing.package == "dialog")
        #expect(listing.disclosure == .status)
        #expect(listing.phone == Scene.phones["status"])
        #expect(listing.pbx == Scene.pbx)
        #expect(listing.callID == "call-status@192.0.2.50")
        #expect(listing.since == Scene.now)
    }

    @Test func theRightIsThatOfNow() throws {
        var stage = try LiveStage()
        stage.phone("full", .subscribe(from: "full"))
        #expect(try Self.listing(stage).disclosure == .full)
        #expect(try Self.listing(stage, Scene.policy(yaml: SnapshotText.callersNobody)).disclosure == .status)
        #expect(try Self.listing(stage, Scene.policy(yaml: SnapshotText.nobody)).disclosure == .none)
    }

    @Test func whoIsNoUserAnyMoreIsNamedByAddress() throws {
        var stage = try LiveStage()
        stage.phone("bob", .subscribe(from: "bob"))
        let listing = try Self.listing(stage, Scene.policy(yaml: SnapshotText.nobody))
        #expect(listing.watcher == "bob@example.com")
        #expect(listing.disclosure == .none)
    }

    @Test func aListeningCallIsListed() throws {
        var stage = try LiveStage()
        stage.phone("alice", LiveListeningTests.invite)
        let listing = try Self.listing(stage)
        #expect(listing.watcher == "alice")
        #expect(listing.target == "102")
        #expect(listing.isListening)
        #expect(listing.package == "")
        #expect(listing.disclosure == .full)
        #expect(try Self.listing(stage, Scene.policy("listening-disabled.yaml")).disclosure == .none)
    }

    @Test func aCodeWithoutANumberListensToAny() throws {
        var stage = try LiveStage(Scene.pipeline(Scene.policy(yaml: Self.open)))
        stage.phone("alice", .request("INVITE", "sip:555@example.com", from: "alice"))
        #expect(try Self.listing(stage).target == "*")
    }

    static let open = """
        organization: Example Ltd
        domains: [example.com, pbx.example, 127.0.0.1]
        users: {alice: {}}
        roles: {Admin: ["user:alice"]}
        """
}
