import AccessPolicy
import PolicyFile
import PolicyStore
import SignIn

/// Why a command cannot go on, for whoever gave it: `earshot` prints it to standard error, and ends with status 1.
struct CommandError: Error {
    /// What is wrong and what to do about it, a line for each.
    let lines: [String]

    init(_ line: String) { lines = [line] }

    /// What an error says to people; nil when it is not meant for them.
    init?(_ error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as InvalidPolicyError: lines = error.problems.map { "\($0)" }
        case let error as PolicyLoadError: lines = error.reason.problems.map { "\($0)" }
        case let error as UnreadablePartError: lines = ["\(error)"]
        case let error as StoreError: lines = [error.text]
        case let error as SignInError: lines = [error.text]
        case let error as SigningKeyFile.UnusableError: lines = [error.text]
        case let error as ConsentPlace.UnusableError: lines = [error.text]
        case let error as AuditReading.UnreadableError: lines = [error.text]
        case let error as LiveQuestion.UnansweredError: lines = [error.text]
        default: return nil
        }
    }
}
