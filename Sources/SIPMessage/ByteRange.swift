/// A run of bytes of one message: offsets from its first byte, half open. Eight bytes, no reference.
public struct ByteRange: Hashable, Sendable {
    private let start: Int32
    private let end: Int32

    /// The first byte.
    public var lower: Int { Int(start) }
    /// The byte after the last.
    public var upper: Int { Int(end) }
    /// How many bytes.
    public var count: Int { Int(end) - Int(start) }
    /// Whether there are none.
    public var isEmpty: Bool { end <= start }

    /// A run from `lower` up to `upper`; an inverted one is empty at `lower`.
    public init(lower: Int, upper: Int) {
        start = Int32(truncatingIfNeeded: max(0, lower))
        end = Int32(truncatingIfNeeded: max(0, lower, upper))
    }
}
