/// A stand-in for the HMAC of a dialog's id, in letters that are in no form of the marker, so that none looks like one by chance.
package enum TaintPseudonym {
    package static func make(_ id: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(
            decoding: (0..<16).map { letters[Int(truncatingIfNeeded: hash >> (4 * $0)) & 15] },
            as: UTF8.self
        )
    }

    /// No form of the marker has four of them in a row.
    private static let letters = Array("cdfghijlnopstuyb".utf8)
}
