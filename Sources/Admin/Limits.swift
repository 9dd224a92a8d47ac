/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// Bytes of a body that is read as a whole: a form with thousands of names.
    static let bodyBytesMax = 2 << 20
    /// Bytes of a form that nobody need have signed in for.
    static let formBytesMax = 16 << 10
}
