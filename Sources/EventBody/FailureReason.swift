/// Why a body was replaced by the safe body of its package.
///
/// The raw value is stable: metrics and audit records carry it.
public enum FailureReason: String, Sendable, CaseIterable {
    /// There is no byte in it. A NOTIFY without a body should stay without one; the caller decides that.
    case emptyBody = "empty-body"
    /// Longer than `Limits.bodyBytesMax`.
    case bodyTooLarge = "body-too-large"
    /// A Content-Encoding: what a phone would unpack is not read.
    case compressedBody = "compressed-body"
    /// The Content-Type is none that can be rebuilt.
    case unknownType = "unknown-type"
    /// The root element is none that can be rebuilt.
    case unknownRoot = "unknown-root"
    /// UTF-16 or UTF-32 bytes, or a declared encoding in which markup need not look like ASCII.
    case unsupportedEncoding = "unsupported-encoding"
    /// A document type or entity declaration, but for the bare one of XPIDF. None is read, expanded or fetched.
    case documentType = "document-type"
    /// pidf-diff or pidf-full (RFC 5263), whose selectors carry values.
    case partialPresence = "partial-presence"
    /// A resource list (RFC 4662) that cannot be read, or any other multipart body.
    case resourceList = "resource-list"
    /// Of a resource list some part could not be given: no member's, or of two, or not readable.
    case listPart = "list-part"
    /// Over the limit of depth, elements, attributes or namespaces.
    case tooComplex = "too-complex"
    /// Over `Limits.dialogsMax`.
    case tooManyDialogs = "too-many-dialogs"
    /// Nothing in it tells a state.
    case nothingReadable = "nothing-readable"
}
