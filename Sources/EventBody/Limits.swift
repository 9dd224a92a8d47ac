/// Every bound on a monitoring document, in one place.
///
/// A document over a bound is not cut short: it fails closed, as `FailureReason` says.
enum Limits {
    /// The longest body that is read. A dialog-info of 64 dialogs with every element of RFC 4235 has room in it.
    static let bodyBytesMax = 65_536
    /// How deep elements may nest. PIDF with RPID needs 5, dialog-info 5.
    static let depthMax = 16
    /// How many elements a document may have.
    static let elementsMax = 2_000
    /// How many attributes an element may have.
    static let attributesMax = 32
    /// How many namespace declarations may be in scope at once.
    static let namespacesMax = 64
    /// How many dialogs a dialog-info may list.
    static let dialogsMax = 64
    /// Digits of a dialog-info version that count, without leading zeros. RFC 4235 §3.2 asks for 32 bits, which is 10.
    static let versionDigitsMax = 10
    /// How many take part in a conference, at the most that is told: too few digits to be a number that somebody has.
    static let usersMax: UInt64 = 999
    /// The highest appearance of a shared line that is told (RFC 7463 §5.2); keys on a phone are fewer.
    static let appearanceMax: UInt64 = 99
    /// Bytes of a note that are compared. A longer one is in no closed set.
    static let noteBytesMax = 128
    /// Bytes of a state or basic value that are compared.
    static let tokenBytesMax = 32
    /// How many custom statuses of an organisation are compared with a note.
    static let statusesMax = 256
    /// How many tokens are looked at to tell XPIDF from PIDF: text, comments aside, up to the root's first child.
    static let tokensAheadMax = 16
    /// Where the root's version is searched in a body that is not read any further.
    static let versionSearchBytesMax = 4_096
    /// Parts of one multipart body.
    static let partsMax = 256
    /// Fields of a part's header, and its bytes.
    static let partHeadersMax = 32
    static let partHeaderBytesMax = 4_096
    /// Parameters of a Content-Type.
    static let mediaParametersMax = 16
    /// Bytes of a media type that is written without being one that we know.
    static let mediaTypeBytesMax = 64
    /// Bytes of a boundary (RFC 2046 §5.1.1).
    static let boundaryBytesMax = 70
    /// Bytes of a Content-ID or cid that are compared.
    static let contentIDBytesMax = 256
    /// Bytes of a Content-ID or cid that is kept: a number, a URI and a number, as Kamailio makes them.
    static let identifierBytesMax = 128
    /// Resources of one list; with a part for each, as many as there may be parts.
    static let resourcesMax = 256
    /// Instances of one resource: phones of one person.
    static let instancesMax = 16
    /// Bytes of a resource's URI.
    static let resourceURIBytesMax = 256
    /// How deep lists may nest, the outermost counted.
    static let listDepthMax = 3
}
