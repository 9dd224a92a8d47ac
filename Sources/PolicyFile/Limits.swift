/// The largest policy file that is read.
enum PolicyFileLimits {
    /// Size of the file, in UTF-8 bytes.
    static let bytes = 64 * 1024 * 1024
    /// Elements of lists and mappings that are read, those behind an alias counted every time: a small file can stand
    /// for a huge one.
    static let elements = 10_000_000
    /// Keys written twice that are reported one by one, in one file.
    static let duplicateKeys = 100
}
