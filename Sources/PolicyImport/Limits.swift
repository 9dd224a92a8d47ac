/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// Bytes of one file that is taken in.
    static let fileBytesMax = 256 << 20
}
