import AccessPolicy

/// Every bound of the API, with its unit and its reason.
enum APILimits {
    /// Bytes of a request's body: a role of 10,000 members fits.
    static let bodyBytesMax = 4 * 1_024 * 1_024
    /// The same where nobody need have signed in: a name and a password.
    static let openBodyBytesMax = 16 * 1_024
    /// Values within values of a body; the deepest that is asked for has 6.
    static let jsonDepthMax = 32
    /// Things that are wrong, told in one answer.
    static let problemsMax = 100
    /// Bytes of a name, as in a policy.
    static let nameBytesMax = PolicyLimits.nameBytes
    /// Bytes of a comment on a revision and of a note on a consent, as in the store.
    static let commentBytesMax = 1_000
    /// Entries of a page when nothing is said, and at the most.
    static let pageDefault = 100
    static let pageMax = 1_000
    /// Bytes of what is searched for.
    static let searchBytesMax = 255
    /// Parameters of a query; the longest that is asked for has 8.
    static let parametersMax = 16
    /// Tags in `If-Match` or `If-None-Match`.
    static let tagsMax = 16
    /// Requests that wait for the store or a compiler at once; those beyond are told to come again.
    static let requestsMax = 256
    /// Extensions of one bulk edit, and parts of a preview.
    static let bulkMax = 10_000
    /// Cases of each setting, and calls, that a preview names besides counting them.
    static let previewNamesMax = 100
    /// Findings of one answer.
    static let findingsMax = 1_000
    /// Questions of one AuthZEN request.
    static let evaluationsMax = 1_000
    /// Streams of live events at once, and of one principal.
    static let streamsMax = 64
    static let streamsOfOneMax = 4
    /// Seconds after which a stream ends, so that who asks is looked at anew; browsers connect again.
    static let streamSecondsMax = 900
    /// Seconds between two looks at the live table, and between two signs of life.
    static let streamPollSeconds = 1
    static let heartbeatSeconds = 15
    /// Seconds that a reader of a stream may take for one event.
    static let slowReaderSeconds = 10
}
