import AccessPolicy
import Testing

@Suite struct ExplanationTests {
    let snapshot: PolicySnapshot

    init() throws {
        snapshot = try SamplePolicy.snapshot()
    }

    private func reasons(_ watcher: String, _ target: String) throws -> Explanation.Reasons {
        try #require(snapshot.explain(watcher: watcher, target: target)).reasons
    }

    @Test func explainsOwner() throws {
        #expect(try reasons("alice", "101").status == "alice owns 101")
        #expect(try reasons("alice", "101").connectedCallers == "alice owns 101")
    }

    @Test func explainsDirectRole() throws {
        #expect(
            try reasons("bob", "101").status
                == "status of 101 is limited to role:Sales Supervisors, which names bob"
        )
    }

    @Test func explainsChainOfRoles() throws {
        var organization = SamplePolicy.organization()
        organization.users.append(User("dora"))
        organization.roles.append(Role("Chiefs", members: [Member(.user, "dora")]))
        organization.roles[0].members.append(Member(.role, "Chiefs"))
        let snapshot = try PolicyCompiler.compile(PolicyModel(organizations: [organization]), revision: 1)
        #expect(
            snapshot.explain(watcher: "dora", target: "101")?.reasons.status
                == "status of 101 is limited to role:Sales Supervisors, "
                + "which names dora through role:Admin, then role:Chiefs"
        )
    }

    @Test func explainsThatAListDoesNotName() throws {
        #expect(
            try reasons("carol", "101").status
                == "status of 101 is limited to role:Sales Supervisors, which does not name Carol"
        )
    }

    @Test func explainsCallersByTheRefusedStatus() throws {
        #expect(
            try reasons("carol", "hall").connectedCallers
                == "the status is refused, and the callers with it: status of hall is open to nobody"
        )
    }

    @Test func explainsGateOpenedByCallers() throws {
        #expect(
            try reasons("alice", "lab").status
                == "status of lab is limited to user:bob, which does not name alice; "
                + "but connected-callers of lab is limited to user:alice, and that opens the status too"
        )
    }

    @Test func explainsDefaults() throws {
        #expect(
            try reasons("bob", "999").status
                == "status of 999 (not listed, so the defaults hold) is open to everyone"
        )
    }

    @Test func explainsThatOwningGivesNoRightToListen() throws {
        #expect(
            try reasons("bob", "102").listen
                == "listen-whisper-barge of 102 is limited to role:Admin, which does not name bob; "
                + "owning it gives no right to listen"
        )
    }

    @Test func explainsTheOperatorsSwitch() throws {
        let snapshot = try SamplePolicy.snapshot(listening: .disabled)
        #expect(
            snapshot.explain(watcher: "alice", target: "102")?.reasons.listen
                == "listening is switched off for Example Ltd by the operator"
        )
    }

    @Test func explainsTheStrictestExtensionOfAUser() throws {
        let explanation = try #require(snapshot.explain(watcher: "carol", target: "bob"))
        #expect(explanation.disclosure == .status)
        #expect(
            explanation.reasons.connectedCallers
                == "connected-callers of 102 of bob is limited to user:alice, which does not name Carol"
        )
    }

    @Test func knowsAWatcherByOwnedExtension() throws {
        #expect(try #require(snapshot.explain(watcher: "102", target: "102")).disclosure == .full)
    }

    @Test func findsTheWatchersOrganization() {
        #expect(snapshot.explain(watcher: "mallory", target: "101")?.reasons.status == "mallory owns 101")
        #expect(snapshot.explain(watcher: "mallory", target: "101", in: "Example Ltd") == nil)
        #expect(snapshot.explain(watcher: "alice", target: "101", in: "Elsewhere") == nil)
        #expect(snapshot.explain(watcher: "zoe", target: "101") == nil)
    }

    @Test func whoCanListsEveryUser() {
        #expect(snapshot.whoCan(target: "101").map(\.watcher) == ["alice", "bob", "Carol"])
        #expect(snapshot.whoCan(target: "101").map(\.disclosure) == [.full, .status, .none])
        #expect(snapshot.whoCan(target: "mallory").map(\.watcher) == ["mallory"])
        #expect(snapshot.whoCan(target: "101", in: "Elsewhere").isEmpty)
    }
}
