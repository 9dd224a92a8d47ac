/// Folding of ASCII letters. Names are compared without ASCII case; other bytes count as they are.
package enum ASCIICase {
    /// The lower-case letter for an upper-case one; any other byte unchanged.
    @inline(__always)
    static func fold(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The text with its ASCII letters in lower case.
    package static func fold(_ text: String) -> String {
        String(decoding: text.utf8.map(fold), as: UTF8.self)
    }
}
