/// The three settings, by the names that they have in a policy file and in the API.
public enum Setting: String, CaseIterable, Sendable {
    /// Who sees the state.
    case status
    /// Who sees the state and the connected caller.
    case connectedCallers = "connected-callers"
    /// Who may listen in, whisper or barge.
    case listenWhisperBarge = "listen-whisper-barge"
}
