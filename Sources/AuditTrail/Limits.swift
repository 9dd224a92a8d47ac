/// Every bound of this module, with its unit and its reason.
public enum AuditLimits {
    /// Bytes of a line that is taken as one; a record is far shorter. What is longer is no record.
    static let lineBytesMax = 65_536
    /// Bytes at the end of a file in which its last record is looked for first; the whole file is read only when none is there.
    public static let tailBytes = 1_048_576
    /// Bytes of a file that are read at once.
    public static let readBytes = 262_144
    /// Problems, and remarks, that are told in words; the rest is counted.
    static let problemsMax = 100
    /// Bytes of a head file: two numbers, a hash and a code.
    public static let headBytesMax = 256
    /// Chains of which it is known how far they were pruned: more than there are nodes.
    static let prunedChainsMax = 10_000
    /// Hexadecimal digits by which a hash must at least be named to be believed.
    static let hashDigitsMin = 12
}
