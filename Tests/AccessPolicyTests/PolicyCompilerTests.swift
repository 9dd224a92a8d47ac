import Testing

@testable import AccessPolicy

/// What the compiler makes of a sound policy, and limits. The problems it reports stand in `fixtures/policy/bad`.
@Suite struct PolicyCompilerTests {
    private func problems(_ organization: Organization) -> [PolicyProblem] {
        PolicyCompiler.problems(in: PolicyModel(file: "p.yaml", organizations: [organization]))
    }

    @Test func adminExistsWithoutBeingWritten() throws {
        let organization = Organization(name: "Example Ltd", users: [User("alice")])
        let snapshot = try PolicyCompiler.compile(PolicyModel(organizations: [organization]), revision: 1)
        let id = snapshot.organizations[0]
        let decision = snapshot.listening("101", id, by: snapshot.user("alice", id))
        #expect(decision == .deny(Denial(rule: .listeningNotNamed)))
    }

    @Test func extensionsWithTheSameRuleShareARow() throws {
        let settings = (0..<50).map {
            ExtensionSettings(Located("\($0)"), status: Located($0 % 2 == 0 ? .nobody : .everyone))
        }
        let organization = Organization(name: "Example Ltd", extensions: settings)
        let snapshot = try PolicyCompiler.compile(PolicyModel(organizations: [organization]), revision: 1)
        // The rule with `everyone` is that of the defaults.
        #expect(snapshot.tables.rows.count == 2)
    }

    @Test func problemSaysFileLineAndText() {
        let found = problems(Organization(name: "Example Ltd", users: [User(Located("a@b", line: 3))]))
        #expect(
            found.map(\.description) == [
                "p.yaml:3: user `a@b` has a space or `@`; write only the part of the address before the `@`"
            ]
        )
    }

    @Test func placesThatAreNotKnownAreLeftOut() {
        #expect(PolicyProblem(file: "", line: 0, text: "x").description == "x")
        #expect(PolicyProblem(file: "", line: 4, text: "x").description == "line 4: x")
        #expect(PolicyProblem(file: "f", line: 0, text: "x").description == "f: x")
    }

    @Test func manyProblemsAreCounted() throws {
        let users = (0..<PolicyLimits.problems + 5).map { User(Located("a b\($0)", line: $0 + 1)) }
        let error = #expect(throws: InvalidPolicyError.self) {
            let model = PolicyModel(organizations: [Organization(name: "Example Ltd", users: users)])
            _ = try PolicyCompiler.compile(model, revision: 1)
        }
        #expect(error?.problems.count == PolicyLimits.problems + 1)
        #expect(error?.problems.last?.text == "5 more problems are not listed")
    }

    @Test func problemsAreInTheOrderOfTheLines() {
        let error = InvalidPolicyError(problems: [
            PolicyProblem(file: "f", line: 9, text: "late"),
            PolicyProblem(file: "f", line: 2, text: "first on the line"),
            PolicyProblem(file: "f", line: 2, text: "second on the line"),
        ])
        #expect(error.problems.map(\.text) == ["first on the line", "second on the line", "late"])
    }

    @Test func tooManyMembersAreAProblem() {
        let members = Array(repeating: Member(.user, "alice"), count: PolicyLimits.members + 1)
        let role = Role("Desk", members: members)
        let found = problems(Organization(name: "Example Ltd", users: [User("alice")], roles: [role]))
        #expect(found.map(\.text) == ["10001 members of role `Desk` are more than the limit of 10000"])
    }

    @Test func sameUserNameInTwoOrganizationsIsSound() throws {
        let model = PolicyModel(organizations: [
            Organization(name: "North", users: [User("alice", extensions: ["101"])]),
            Organization(name: "South", users: [User("alice", extensions: ["101"])]),
        ])
        #expect(PolicyCompiler.problems(in: model).isEmpty)
    }

    @Test func longNameIsAProblem() {
        let name = String(repeating: "a", count: PolicyLimits.nameBytes + 1)
        let found = problems(Organization(name: "Example Ltd", users: [User(Located(name))]))
        #expect(found.count == 1)
    }
}
