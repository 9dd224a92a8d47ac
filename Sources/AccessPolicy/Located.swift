/// Something that an operator wrote, and the line where it stands.
///
/// Equality looks at the value only: the same policy laid out in another way is the same policy.
public struct Located<Value: Sendable>: Sendable {
    /// What was written.
    public var value: Value
    /// The line, counted from 1; 0 when it does not come from a file.
    public var line: Int

    /// A value at a line; leave out the line for a value that comes from no file.
    public init(_ value: Value, line: Int = 0) {
        self.value = value
        self.line = line
    }
}

extension Located: Equatable where Value: Equatable {
    /// Compares the values, not the lines.
    public static func == (left: Self, right: Self) -> Bool {
        left.value == right.value
    }
}

extension Located: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral
where Value == String {
    /// A string that comes from no file.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
