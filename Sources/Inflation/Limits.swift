/// Every bound of this module.
enum Limits {
    /// How many times its packed length a body may become. XML lists reach 20; deflate itself can do 1,032.
    static let ratioMax = 100
    /// Bytes that any body may become, however short it is packed.
    static let smallBytes = 4_096
}
