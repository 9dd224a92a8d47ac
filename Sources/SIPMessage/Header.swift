/// One header line of a message, as offsets into its bytes.
public struct Header: Sendable, Equatable {
    /// Which header it is, compact forms resolved.
    public let name: HeaderName
    /// Whether the line reads `Name: value` CRLF with the canonical name and single space, and can be copied as it is.
    public let isCanonical: Bool
    /// The name as written.
    public let nameRange: ByteRange
    /// The value without blanks at its ends.
    public let valueRange: ByteRange
    /// The whole line with its CRLF.
    public let lineRange: ByteRange
    /// Whether the value may be more than one: false when it holds no comma at all.
    let mayBeList: Bool
}

/// One value of a header whose values are separated by commas.
public struct HeaderItem: Sendable, Equatable {
    /// The line that it stands on, as an index into ``SIPMessage/headers``.
    public let headerIndex: Int
    /// The value without blanks at its ends.
    public let range: ByteRange

    /// The value at `range` of the header line `headerIndex`.
    public init(headerIndex: Int, range: ByteRange) {
        self.headerIndex = headerIndex
        self.range = range
    }
}
