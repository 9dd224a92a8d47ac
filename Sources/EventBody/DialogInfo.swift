/// What is understood of an `application/dialog-info+xml` document (RFC 4235 §4.1).
struct DialogInfo {
    /// Whether the document tells all dialogs or the changed ones (RFC 4235 §4.1, attribute `state`).
    enum Completeness {
        /// All of them.
        case full
        /// The changed ones.
        case partial
    }

    /// The document's number within the subscription.
    var version: UInt64 = 0
    /// All dialogs or changes.
    var completeness = Completeness.full
    /// In the order of the document.
    var dialogs: [DialogEntry] = []

    /// Whether any dialog is one of a shared line.
    var isOfSharedLine: Bool { dialogs.contains { $0.appearance != nil || $0.isExclusive != nil } }

    /// Whether any state was read, or the document says that there is no dialog.
    var tellsState: Bool { dialogs.isEmpty || dialogs.contains { $0.state != nil } }

    /// The version in `range`, with white space around it; nil if it is no number of `Limits.versionDigitsMax` digits.
    static func version(_ range: Range<Int>, _ bytes: Span<UInt8>) -> UInt64? {
        var digits = bytes.trimmed(range)
        guard !digits.isEmpty else { return nil }
        while digits.count > 1, bytes[digits.lowerBound] == 0x30 {
            digits = (digits.lowerBound + 1)..<digits.upperBound
        }
        guard digits.count <= Limits.versionDigitsMax else { return nil }
        var value: UInt64 = 0
        for index in digits {
            guard bytes[index].isDigit else { return nil }
            value = value * 10 + UInt64(bytes[index] - 0x30)
        }
        return value
    }
}
