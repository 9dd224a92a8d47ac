import CoreMetrics
import Hummingbird
import Logging
import PolicyAdministration
import SignIn

/// What is told to whoever runs Earshot of those who sign in. Names that fail are not: people type passwords there.
extension AdminRequestContext {
    /// Notes what came of an attempt.
    ///
    /// - Parameter way: `password`, `link` or `oidc`.
    func note(_ outcome: SignInOutcome, by way: String) {
        let (word, level): (String, Logger.Level)
        var metadata: Logger.Metadata = ["address": "\(address)", "way": "\(way)"]
        switch outcome {
        case .signedIn(_, let session):
            (word, level) = ("signed-in", .notice)
            metadata["who"] = "\(session.principal.author)"
            if case .user(let organization, _) = session.principal.identity {
                metadata["organization"] = "\(organization)"
            }
        case .refused: (word, level) = ("refused", .notice)
        case .needsCode: (word, level) = ("needs-code", .info)
        case .locked: (word, level) = ("locked", .warning)
        }
        metadata["outcome"] = "\(word)"
        logger.log(level: level, "sign-in", metadata: metadata)
        Counter(label: "earshot_sign_ins_total", dimensions: [("outcome", word)]).increment()
    }
}
