import AccessPolicy
import Testing

@Suite struct ListeningReasonTests {
    /// The words for the rule that decides, as the pipeline would ask for them.
    private func reason(_ watcher: String, _ target: String, listening: Listening = .enabled) throws -> String? {
        let snapshot = try SamplePolicy.snapshot(listening: listening)
        let organization = try #require(snapshot.organization(named: "Example Ltd"))
        let user = try #require(snapshot.user(named: watcher))
        let decision = snapshot.listening(to: target.utf8.span, in: organization, by: user)
        return snapshot.listeningReason(to: target, in: organization, by: user, rule: decision.rule.identifier)
    }

    private func reasonForAll(_ watcher: String, listening: Listening = .enabled) throws -> String? {
        let snapshot = try SamplePolicy.snapshot(listening: listening)
        let organization = try #require(snapshot.organization(named: "Example Ltd"))
        let user = try #require(snapshot.user(named: watcher))
        let decision = snapshot.listeningToEveryone(in: organization, by: user)
        return snapshot.listeningReason(to: "", in: organization, by: user, rule: decision.rule.identifier)
    }

    @Test func namesTheRole() throws {
        #expect(
            try reason("alice", "102")
                == "listen-whisper-barge of 102 is limited to role:Admin, which names alice"
        )
    }

    @Test func saysWhomTheListDoesNotName() throws {
        #expect(
            try reason("bob", "hall")
                == "listen-whisper-barge of hall is limited to role:Admin, which does not name bob"
        )
    }

    @Test func saysThatTheOperatorHasSwitchedItOff() throws {
        let expected = "listening is switched off for Example Ltd by the operator"
        #expect(try reason("alice", "102", listening: .disabled) == expected)
        #expect(try reasonForAll("alice", listening: .disabled) == expected)
    }

    @Test func namesTheFirstExtensionThatRefusesWhoNeedsAll() throws {
        #expect(
            try reasonForAll("alice")
                == "it names no extension, so that all are needed: "
                + "listen-whisper-barge of 101 is open to nobody"
        )
    }

    @Test func saysNothingOfARuleThatDidNotDecide() throws {
        let snapshot = try SamplePolicy.snapshot()
        let organization = try #require(snapshot.organization(named: "Example Ltd"))
        let user = try #require(snapshot.user(named: "alice"))
        #expect(snapshot.listeningReason(to: "102", in: organization, by: user, rule: "join") == nil)
    }

    @Test func saysNothingOfAnotherPolicysUser() throws {
        let (one, other) = (try SamplePolicy.snapshot(revision: 1), try SamplePolicy.snapshot(revision: 2))
        let organization = try #require(one.organization(named: "Example Ltd"))
        let user = try #require(other.user(named: "alice"))
        #expect(one.listeningReason(to: "102", in: organization, by: user, rule: "listening-named") == nil)
    }
}
