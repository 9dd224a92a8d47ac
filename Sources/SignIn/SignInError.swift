/// Why something about signing in could not be done.
public enum SignInError: Error, Equatable {
    /// The store is away; what it says, for the operator.
    case store(String)
    /// Too many passwords are being checked; to be asked again in a moment.
    case busy
    /// What was given cannot be taken; why, for who gave it.
    case unfit(String)
    /// The identity provider did not do its part; why, for the operator.
    case provider(String)
    /// Something on this machine is missing; what, for the operator.
    case unusable(String)

    /// In words.
    public var text: String {
        switch self {
        case .store(let text), .unfit(let text), .provider(let text), .unusable(let text): text
        case .busy: "too many people are signing in at once; try again in a moment"
        }
    }
}
