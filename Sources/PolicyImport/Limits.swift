/// Every bound of this module, with its unit and its reason.
public enum PolicyImportLimits {
    /// Bytes of one file: the dump of a large site's database.
    public static let fileBytesMax = 256 << 20
    /// Files of one run: FusionPBX writes one for each extension.
    public static let filesMax = 100_000
    /// Problems, and notes, that are kept; the rest is counted.
    static let reportsMax = 1_000
    /// Names that one note lists; the rest is counted.
    static let listedMax = 10
    /// Columns of a CSV file or of a table that are read.
    static let columnsMax = 256
    /// Characters of one field.
    static let fieldBytesMax = 1 << 20
    /// Rows of one CSV file or table.
    static let rowsMax = 1_000_000
    /// Contexts that one includes, and those that they include.
    static let contextsMax = 10_000
}
