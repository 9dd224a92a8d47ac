import AccessPolicy
import PolicyStore
import SignIn
import Testing

@testable import earshot

/// What a command says that cannot go on.
@Suite struct CommandErrorTests {
    @Test func aPolicyIsToldWithEveryProblemOfIt() {
        let problems = [3, 9].map { PolicyProblem(file: "a.yaml", line: $0, text: "no") }
        #expect(CommandError(InvalidPolicyError(problems: problems))?.lines == ["a.yaml:3: no", "a.yaml:9: no"])
        let error = PolicyLoadError(reason: InvalidPolicyError(problems: problems))
        #expect(CommandError(error)?.lines == ["a.yaml:3: no", "a.yaml:9: no"])
    }

    @Test func whatIsMeantForPeopleIsToldAsItIs() {
        let errors: [any Error] = [
            CommandError("a"), StoreError("a"), SignInError.store("a"), SigningKeyFile.UnusableError(text: "a"),
            ConsentPlace.UnusableError(text: "a"), AuditReading.UnreadableError(text: "a"),
            LiveQuestion.UnansweredError(text: "a"),
        ]
        for error in errors { #expect(CommandError(error)?.lines == ["a"], "\(error)") }
    }

    @Test func otherErrorsAreLeftToWhoeverKnowsThem() {
        #expect(CommandError(CancellationError()) == nil)
    }
}
