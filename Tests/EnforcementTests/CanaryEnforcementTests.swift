import Testing

@testable import Enforcement

/// `canary: enforce`: where a PBX takes any phone's word, a registration with it proves nothing.
@Suite struct CanaryEnforcementTests {
    static func outcome(enforces: Bool, trusts: Bool) throws -> Outcome {
        var settings = try Scene.pipeline().settings
        settings.enforcesCanary = enforces
        var group = PBXGroup([Scene.pbx])
        group.set(0, trustsUs: trusts)
        let pipeline = Pipeline(
            settings: settings,
            pbx: group,
            bindings: Scene.bindings,
            snapshot: try Scene.policy()
        )
        return pipeline.phone("full", SIPText.subscribe(from: "full"))
    }

    @Test func aRegistrationIsNotEnoughWhereThePBXTrustsUs() throws {
        let outcome = try Self.outcome(enforces: true, trusts: true)
        #expect(outcome.judgement.status == 403)
        #expect(outcome.judgement.rule == "pbx-trusts-the-proxy")
    }

    @Test(arguments: [(true, false), (false, true), (false, false)])
    func otherwiseItIs(_ enforces: Bool, _ trusts: Bool) throws {
        #expect(try Self.outcome(enforces: enforces, trusts: trusts).judgement.verdict == .forward)
    }
}
