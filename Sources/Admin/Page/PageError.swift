/// Why there is no page; each is shown as one.
enum PageError: Error, Equatable {
    /// Nobody has signed in.
    case signIn
    /// There is no such thing, or none that this person may know of.
    case notFound
    /// This person may not; in words.
    case forbidden(String)
    /// The request is none that a page makes.
    case malformed
    /// The store does not do it now; in words.
    case unavailable(String)
}
