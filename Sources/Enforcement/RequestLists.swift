/// What is done about a list of members that a SUBSCRIBE brings itself (`request-lists`; RFC 5367).
public enum RequestLists: String, CaseIterable, Sendable {
    /// 415, as for any body that is not read.
    case refuse
    /// Every member is judged; the list goes on, written anew, if all may be seen.
    case judge
}
