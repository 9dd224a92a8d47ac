import AccessPolicy
import NIOCore
import Testing

@testable import Enforcement

/// Messages of and to an organisation in shadow mode: they go as they would without us, and what the policy would have done is on record.
@Suite struct ShadowTests {
    private static func policy(_ other: String = "shadow", mode: String = "shadow") throws -> PolicySnapshot {
        try Scene.policy(
            yaml: """
                organization: Example Ltd
                domains: [example.com, pbx.example, 127.0.0.1]
                mode: \(mode)
                users: {full: {}, status: {}, refused: {}, alice: {extensions: ["101"]}, bob: {}}
                extensions:
                  "101":
                    status: {only: ["user:status", "user:full"]}
                    connected-callers: {only: ["user:full"]}
                    listen-whisper-barge: nobody
                ---
                organization: Other Ltd
                domains: [other.example]
                mode: \(other)
                users: {eve: {extensions: ["201"]}}
                """
        )
    }

    private static func pipeline(_ other: String = "shadow") throws -> Pipeline<DictionaryBindings> {
        try Scene.pipeline(policy(other))
    }

    // MARK: Subscriptions

    @Test func aRefusedSubscriptionGoesOnAndIsOnRecord() throws {
        let outcome = try Self.pipeline().phone("refused", .subscribe(from: "refused"))
        #expect(outcome.judgement.verdict == .forward)
        #expect(outcome.forwarded?.start == "SUBSCRIBE sip:101@example.com SIP/2.0")
        let record = try #require(outcome.recorded)
        #expect(record.verdict == .reject)
        #expect(record.rule == "status-not-named")
        #expect(record.status == 403)
        #expect(record.mode == .shadow)
        #expect(outcome.records.count == 1)
    }

    @Test func itIsCountedByItself() throws {
        let judgement = try Self.pipeline().phone("refused", .subscribe(from: "refused")).judgement
        #expect(judgement.counters == [.message(.forward), .withheld(.reject)])
    }

    @Test func theSubscriptionIsMarkedInTheTable() throws {
        let outcome = try Self.pipeline().phone("refused", .subscribe(from: "refused"))
        #expect(outcome.sightings.map(\.isWithheld) == [true])
        #expect(outcome.sightings.map(\.disclosure) == [.full])
    }

    @Test func whoMaySeeTheStatusIsToldAllOfIt() throws {
        let outcome = try Self.pipeline().pbx(.notify(to: "status"), knownFor: "status")
        #expect(outcome.judgement.verdict == .forward)
        #expect(outcome.forwarded?.body == SIPText.notify(to: "status").body)
        let record = try #require(outcome.recorded)
        #expect(record.verdict == .rebuild)
        #expect(record.disclosure == .status)
        #expect(record.mode == .shadow)
    }

    @Test func whoMaySeeAllIsOnNoRecord() throws {
        let outcome = try Self.pipeline().pbx(.notify(to: "full"), knownFor: "full")
        #expect(outcome.judgement.withheld == nil)
        #expect(outcome.records.isEmpty)
    }

    @Test func aRefreshWithoutRightGoesOn() throws {
        let pipeline = try Self.pipeline()
        let made = SIPText.subscribe(from: "refused")
        let route = try InDialogTests.routes(pipeline, "refused", made)
        let outcome = pipeline.phone("refused", InDialogTests.inDialog(made, "SUBSCRIBE", route))
        #expect(outcome.judgement.verdict == .forward)
        #expect(outcome.records.map(\.mode).allSatisfy { $0 == .shadow })
        #expect(outcome.records.first?.verdict == .reject)
    }

    @Test func aMalformedMessageIsRefusedAsEver() throws {
        let message = SIPText.subscribe(from: "refused").adding("Event", "presence")
        let outcome = try Self.pipeline().phone("refused", message)
        #expect(outcome.judgement.verdict == .reject)
        #expect(outcome.records.allSatisfy { $0.mode == .enforce })
    }

    // MARK: Whom no policy knows

    @Test func whoIsNotIdentifiedGoesOnToo() throws {
        let outcome = try Self.pipeline().phone("stranger", .subscribe(from: "mallory"))
        #expect(outcome.judgement.verdict == .forward)
        let record = try #require(outcome.recorded)
        #expect(record.verdict == .reject)
        #expect(record.rule == "flow-not-registered")
        #expect(record.organization == "Example Ltd")
        #expect(record.watcher.isEmpty)
    }

    @Test func nobodyIsChallengedAndThatIsOnRecord() throws {
        let base = try Self.pipeline()
        var settings = base.settings
        settings.identity = [.digest]
        settings.digest = DigestSettings(realm: nil, secrets: DigestSecrets([]))
        let pipeline = Pipeline(settings: settings, pbx: base.pbx, bindings: base.bindings, snapshot: base.snapshot)
        let outcome = pipeline.phone("stranger", .subscribe(from: "full"))
        #expect(outcome.judgement.verdict == .forward)
        #expect(outcome.records.map(\.status) == [407])
        #expect(outcome.records.map(\.mode) == [.shadow])
    }

    @Test func itsDialogWorksAndProvesNothingLater() throws {
        let pipeline = try Self.pipeline()
        let made = SIPText.subscribe(from: "full")
        let route = try InDialogTests.routes(pipeline, "stranger", made)
        let refresh = InDialogTests.inDialog(made, "SUBSCRIBE", route)
        #expect(pipeline.phone("stranger", refresh).judgement.verdict == .forward)
        let enforcing = try Scene.pipeline(Self.policy(mode: "enforce"))
        let outcome = enforcing.phone("stranger", refresh)
        #expect(outcome.judgement.verdict == .reject)
        #expect(outcome.judgement.rule == "unidentified-watcher")
    }

    @Test func aDomainOfNobodyIsRefused() throws {
        let message = SIPText.subscribe("sip:101@unknown.example", from: "refused")
        #expect(try Self.pipeline().phone("refused", message).judgement.verdict == .reject)
    }

    // MARK: Beside an organisation that enforces its policy

    @Test func itsUsersAreRefused() throws {
        let outcome = try Self.pipeline("enforce").phone("eve", .subscribe(from: "eve"))
        #expect(outcome.judgement.verdict == .reject)
        #expect(outcome.records.map(\.mode) == [.enforce])
    }

    @Test func itsNumbersUnderOurDomainAreRefused() throws {
        let message = SIPText.subscribe("sip:201@example.com", from: "mallory")
        #expect(try Self.pipeline("enforce").phone("stranger", message).judgement.verdict == .reject)
    }

    @Test func aCodeWithoutTargetIsRefused() throws {
        let message = SIPText.request("INVITE", "sip:555@example.com", from: "full")
        #expect(try Self.pipeline("enforce").phone("full", message).judgement.verdict == .reject)
        #expect(try Self.pipeline("shadow").phone("full", message).judgement.verdict == .forward)
    }

    // MARK: Listening

    @Test(arguments: ["full", "stranger"])
    func listeningGoesOnAndIsOnRecord(_ phone: String) throws {
        let outcome = try Self.pipeline().phone(phone, .request("INVITE", "sip:*33101@example.com", from: "full"))
        #expect(outcome.judgement.verdict == .forward)
        #expect(outcome.records.map(\.verdict) == [.reject])
        #expect(outcome.records.map(\.question) == [.listen])
        #expect(outcome.records.map(\.mode) == [.shadow])
        #expect(outcome.sightings.map(\.isWithheld) == [true])
    }

    @Test func whatIsNoQuestionOfThePolicyIsRefusedAsEver() throws {
        let message = SIPText.request("INVITE", from: "full").adding("Join", "x;to-tag=1;from-tag=2")
        let outcome = try Self.pipeline().phone("full", message)
        #expect(outcome.judgement.verdict == .reject)
        #expect(outcome.judgement.withheld == nil)
        #expect(outcome.records.map(\.mode) == [.enforce])
    }

    @Test func aStateOfAnotherMayBePublished() throws {
        let message = SIPText.request("PUBLISH", from: "status", [("Event", "presence"), ("Expires", "60")])
        let outcome = try Self.pipeline().phone("status", message)
        #expect(outcome.judgement.verdict == .forward)
        #expect(outcome.records.map(\.rule) == ["state-of-another"])
    }

    // MARK: Rights that are taken away

    private static func shadow(_ policy: String) -> String {
        policy.replacing("listening: enabled", with: "listening: enabled\nmode: shadow")
    }

    @Test func nothingIsEndedAndItIsOnRecordOnce() throws {
        let stage = try RevocationStage(RevocationStage.subscription(), Self.shadow(RevocationStage.open))
        #expect(stage.review() == nil)
        try stage.change(to: Self.shadow(RevocationStage.nobody))
        let outcome = try #require(stage.review())
        #expect(outcome.forwards.isEmpty)
        #expect(outcome.records.map(\.verdict) == [.revoke])
        #expect(outcome.records.map(\.mode) == [.shadow])
        #expect(stage.dialog?.stage == .standing)
        #expect(stage.review() == nil)
    }

    @Test func aListeningCallGoesOn() throws {
        let stage = try RevocationStage(RevocationStage.listening(), Self.shadow(RevocationStage.nobodyListens))
        let outcome = try #require(stage.review())
        #expect(outcome.forwards.isEmpty)
        #expect(outcome.records.map(\.rule) == ["listening-nobody"])
    }

    @Test func aRightGivenBackTakesTheMarkAway() throws {
        let stage = try RevocationStage(RevocationStage.subscription(), Self.shadow(RevocationStage.nobody))
        stage.review()
        #expect(stage.dialog?.isWithheld == true)
        try stage.change(to: Self.shadow(RevocationStage.open))
        #expect(stage.review()?.records.isEmpty == true)
        #expect(stage.dialog?.isWithheld == false)
        #expect(stage.review() == nil)
    }

    @Test func lessThanBeforeAsksForNoNews() throws {
        let stage = try RevocationStage(RevocationStage.subscription(), Self.shadow(RevocationStage.noCallers))
        #expect(stage.review() == nil)
    }

    @Test(arguments: [true, false])
    func withEnforcementItEnds(_ isListening: Bool) throws {
        let dialog = try isListening ? RevocationStage.listening() : RevocationStage.subscription()
        let policy = isListening ? RevocationStage.nobodyListens : RevocationStage.nobody
        let stage = try RevocationStage(dialog, Self.shadow(policy))
        stage.review()
        try stage.change(to: policy)
        #expect(stage.review()?.forwards.isEmpty == false)
        #expect(stage.dialog?.stage == .ending)
    }
}
