import AccessPolicy
import Testing

/// The engine against the naive engine, on policies and questions made at random.
@Suite struct OracleTests {
    static let seed: UInt64 = 0x5EED_EA25_0002
    static let policies = 2_000
    static let questionsPerPolicy = 500

    @Test func millionRandomQuestionsHaveTheOraclesAnswer() throws {
        print("OracleTests seed: \(Self.seed)")
        var permits = 0
        var withoutConsent = 0
        var maker = RandomPolicy(seed: Self.seed)
        for number in 0..<Self.policies {
            let model = maker.model()
            let consents = maker.consents(model)
            let snapshot = try compile(model, consents, UInt64(number))
            let engine = ask(snapshot, model, consents, &maker)
            permits += engine.permits
            withoutConsent += engine.withoutConsent
            try #require(engine.differences == [], "policy \(number) of seed \(Self.seed)")
        }
        // A test in which nearly all answers are the same would show nothing.
        let questions = Self.policies * Self.questionsPerPolicy
        #expect(permits > questions / 5 && permits < questions * 4 / 5)
        #expect(withoutConsent > questions / 50)
    }

    /// Every other policy by way of one with no consents, as a running proxy comes to it.
    private func compile(_ model: PolicyModel, _ events: [ConsentEvent], _ number: UInt64) throws -> PolicySnapshot {
        let consents = StandingConsents(events)
        guard number % 2 == 0 else { return try PolicyCompiler.compile(model, consents: consents, revision: number) }
        return try PolicyCompiler.compile(model, revision: number).with(consents, revision: number)
    }

    private func ask(
        _ snapshot: PolicySnapshot,
        _ model: PolicyModel,
        _ consents: [ConsentEvent],
        _ maker: inout RandomPolicy
    ) -> (permits: Int, withoutConsent: Int, differences: [String]) {
        var permits = 0
        var withoutConsent = 0
        var differences: [String] = []
        // Each pair is asked once of the oracle and remembered: the engine is asked every time.
        var known: [String: Oracle.Verdict] = [:]
        let oracles = model.organizations.map { Oracle(organization: $0, consents: consents) }
        for question in 0..<Self.questionsPerPolicy {
            let home = question % 2
            let organization = snapshot.organizations[home]
            let isStranger = question % 16 == 0
            let watcher = maker.watcher(model.organizations[isStranger ? 1 - home : home])
            let target = maker.target()
            let user = snapshot.user(watcher, snapshot.organizations[isStranger ? 1 - home : home])
            let answer = snapshot.verdict(target, organization, by: user)
            let key = "\(home) \(watcher) \(target)"
            let expected = isStranger ? Oracle.nothing : known[key] ?? oracles[home].verdict(watcher, target)
            if !isStranger { known[key] = expected }
            if answer != expected { differences.append("\(key): \(answer), expected \(expected)") }
            if answer.status { permits += 1 }
            if snapshot.listening(target, organization, by: user).rule == .consentMissing { withoutConsent += 1 }
        }
        return (permits, withoutConsent, differences)
    }

    @Test func listeningToEveryoneIsListeningToEach() throws {
        var maker = RandomPolicy(seed: Self.seed + 1)
        var permits = 0
        for number in 0..<500 {
            let model = maker.model()
            let consents = maker.consents(model)
            let snapshot = try compile(model, consents, UInt64(number))
            for (index, organization) in model.organizations.enumerated() {
                let id = snapshot.organizations[index]
                for user in organization.users {
                    let watcher = snapshot.user(user.name.value, id)
                    let isPermitted = snapshot.listeningToEveryone(in: id, by: watcher).disclosure == .full
                    let oracle = Oracle(organization: organization, consents: consents)
                    #expect(isPermitted == oracle.mayListenToEveryone(user.name.value))
                    if isPermitted { permits += 1 }
                }
            }
        }
        #expect(permits > 100)
    }

    @Test func monitoringEveryoneIsSeeingTheCallersOfEach() throws {
        var maker = RandomPolicy(seed: Self.seed + 3)
        var permits = 0
        var denials = 0
        for number in 0..<500 {
            let model = maker.model()
            let snapshot = try PolicyCompiler.compile(model, revision: UInt64(number))
            for (index, organization) in model.organizations.enumerated() {
                let id = snapshot.organizations[index]
                for user in organization.users {
                    let watcher = snapshot.user(user.name.value, id)
                    let isPermitted = snapshot.monitoringEveryone(in: id, by: watcher).disclosure == .full
                    #expect(isPermitted == Oracle(organization: organization).seesEveryCaller(user.name.value))
                    if isPermitted { permits += 1 } else { denials += 1 }
                }
            }
        }
        #expect(permits > 20)
        #expect(denials > 20)
    }

    @Test func explanationsSayWhatIsDecided() throws {
        var maker = RandomPolicy(seed: Self.seed + 2)
        for number in 0..<200 {
            let model = maker.model()
            let consents = maker.consents(model)
            let snapshot = try compile(model, consents, UInt64(number))
            for organization in model.organizations {
                let target = maker.target()
                let explanations = snapshot.whoCan(target: target, in: organization.name.value)
                #expect(explanations.map(\.watcher) == organization.users.map(\.name.value))
                for explanation in explanations {
                    let oracle = Oracle(organization: organization, consents: consents)
                    let expected = oracle.verdict(explanation.watcher, target)
                    #expect(explanation.status == expected.status)
                    #expect(explanation.connectedCallers == expected.callers)
                    #expect(explanation.listen == expected.listen)
                    let disclosure: Disclosure = expected.callers ? .full : expected.status ? .status : .none
                    #expect(explanation.disclosure == disclosure)
                }
            }
        }
    }
}
