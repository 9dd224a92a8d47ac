/// What is done about keys in the session of a listening call (`listening-dtmf`): on most PBXes they turn listening into barging, or to somebody else.
public enum ListeningDTMF: String, CaseIterable, Sendable {
    /// The session goes on as it is.
    case pass
    /// `telephone-event` is taken out of every offer and answer; what cannot be read as a session is not let through.
    case block
}
