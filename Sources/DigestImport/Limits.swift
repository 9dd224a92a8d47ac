/// Every bound of this module, with its unit and its reason.
public enum DigestImportLimits {
    /// Bytes of one file: a million subscribers.
    public static let fileBytesMax = 256 * 1024 * 1024
    /// XML files of one directory folder.
    public static let filesMax = 100_000
    /// Problems and warnings kept of one file; nobody reads more.
    static let reportsMax = 100
}
