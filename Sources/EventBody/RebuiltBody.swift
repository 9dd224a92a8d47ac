/// A body that may be sent to a watcher who may see the status and nothing else.
///
/// It is a function of constants, enumerated tokens, bounded integers, the `SubscribedResource` and pseudonyms.
public struct RebuiltBody: Sendable, Equatable {
    /// How well the input was understood.
    public enum Outcome: Sendable, Equatable {
        /// It was well-formed.
        case strict
        /// It was broken XML from which the state could be read.
        case tolerant
        /// It told nothing that could be trusted; the body is the safe body of the package.
        case failedClosed(FailureReason)
    }

    /// The media type of `bytes`, without parameters.
    public let contentType: String
    /// The document, UTF-8.
    public let bytes: [UInt8]
    /// How well the input was understood.
    public let outcome: Outcome

    /// A body with its type and the way it came about.
    public init(contentType: String, bytes: [UInt8], outcome: Outcome) {
        self.contentType = contentType
        self.bytes = bytes
        self.outcome = outcome
    }
}
