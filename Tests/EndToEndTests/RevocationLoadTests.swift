import Endurance
import Testing

/// A role is emptied while its members' subscriptions live. `endure revoke` and `endure downgrade` do the same with many more and against the clock.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RevocationLoadTests {
    private static func run(_ loss: LoadPlan.Loss, _ notifiesPerSecond: Int) async throws -> RevocationLoad.Findings {
        var load = RevocationLoad(LoadPlan(lost: 400, kept: 100, loss: loss, notifiesPerSecond: notifiesPerSecond))
        load.quietMilliseconds = 100
        return try await load.run()
    }

    /// With a PBX that tells nothing of its own accord nobody learns anything unless we ask.
    @Test(arguments: [0, 400])
    func whoMaySeeNothingAnyMoreHasNoSubscription(_ notifiesPerSecond: Int) async throws {
        let found = try await Self.run(.everything, notifiesPerSecond)

        #expect(found.liveBefore == 500)
        #expect(found.toldBefore >= 400)
        #expect(found.leaked == 0)
        #expect(found.informed == 400)
        #expect(found.liveAfter == 100)
        #expect(found.undisturbed == 100)
    }

    @Test(arguments: [0, 400])
    func whoMaySeeNoCallersAnyMoreIsToldTheStatusAnew(_ notifiesPerSecond: Int) async throws {
        let found = try await Self.run(.callers, notifiesPerSecond)

        #expect(found.toldBefore >= 400)
        #expect(found.leaked == 0)
        #expect(found.informed == 400)
        #expect(found.liveAfter == 500)
        #expect(found.undisturbed == 100)
    }
}
