/// One question to the name service.
struct Question: Sendable, Hashable {
    let name: String
    let kind: RecordKind
}

/// Record types, by their numbers (RFC 1035 §3.2.2, 3596, 2782, 3403).
enum RecordKind: UInt16, Sendable, Hashable {
    case a = 1
    case aaaa = 28
    case srv = 33
    case naptr = 35
}

/// A record as far as we use it. Names are in lower case, without a dot at their end; the root is empty.
enum DNSRecord: Sendable, Hashable {
    case naptr(NAPTRRecord)
    case srv(SRVRecord)
    /// An address as text.
    case address(String)
}

/// RFC 3403 §4.1, without the regular expression, which is not used for SIP (RFC 3263 §4.1).
struct NAPTRRecord: Sendable, Hashable {
    let order: UInt16
    let preference: UInt16
    let flags: String
    let service: String
    let replacement: String
}

/// RFC 2782.
struct SRVRecord: Sendable, Hashable {
    let priority: UInt16
    let weight: UInt16
    let port: UInt16
    let target: String
}

/// What came of a question.
enum Answer: Sendable, Equatable {
    /// At least one record, and the lowest lifetime of them and of the aliases that led there.
    case records([DNSRecord], ttlSeconds: UInt32)
    /// An answer without such records.
    case nothing(Absence)
    /// No answer.
    case failure(ResolutionError.Cause)

    /// Why there are no records.
    enum Absence: Sendable, Equatable {
        case noSuchName
        case noSuchRecords
        case aliasWithoutEnd
    }
}
