/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// Bytes of a password: more would only cost time.
    static let passwordBytesMax = 1_024
}
