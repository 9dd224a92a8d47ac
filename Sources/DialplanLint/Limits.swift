/// Every bound of this module, with its unit and its reason.
public enum DialplanLimits {
    /// Bytes of one file; generated dial plans of large sites are a few megabytes.
    public static let fileBytesMax = 32 * 1024 * 1024
    /// Files of one run.
    public static let filesMax = 10_000
    /// Files that include each other in a row; Asterisk takes ten.
    static let includeDepthMax = 10
    /// Findings kept of one run; nobody reads more.
    static let findingsMax = 10_000
    /// Variables that a dial plan sets for itself.
    static let variablesMax = 10_000
    /// Variables within variables that are looked up for one target.
    static let expansionsMax = 32
    /// Applications looked for within the arguments of another.
    static let nestedCallsMax = 64
}
