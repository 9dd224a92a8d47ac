/// Why a value could not be read.
public enum ValueError: Error, Equatable, Sendable {
    /// It does not follow its grammar.
    case malformed
    /// It is well formed but too large.
    case limit(Limit)
}
