import Enforcement

/// The end of the chain as it is kept beside the file, in a line of its own: `SEQ:HASH:KEY:CODE`, the code over what stands before it. It has
/// always the same length, so that it can be written over itself in one piece.
///
/// A chain does not know how long it is: what is cut off at its end is told by the head alone.
package enum AuditHead {
    static func write(_ position: AuditPosition, keys: TokenKeys) -> [UInt8] {
        let text = Array("\(pad(position.seq, 20)):\(position.hash.text):\(pad(UInt64(keys.current), 3))".utf8)
        guard let code = keys.auditCode(of: text, key: keys.current) else { return [] }
        return text + [UInt8(ascii: ":")] + code + [UInt8(ascii: "\n")]
    }

    private static func pad(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Nil when it is not as we write it.
    ///
    /// - Parameter keys: what the code is checked by; it is not when nil.
    package static func read(_ text: [UInt8], keys: TokenKeys?) -> AuditPosition? {
        guard text.count <= AuditLimits.headBytesMax, text.last == UInt8(ascii: "\n") else { return nil }
        let colon = UInt8(ascii: ":")
        let parts = text.dropLast().split(separator: colon, omittingEmptySubsequences: false)
        guard parts.count == 4, let seq = UInt64(String(decoding: parts[0], as: UTF8.self)),
            let hash = AuditHash(parts[1]), let key = UInt8(String(decoding: parts[2], as: UTF8.self))
        else { return nil }
        if let keys {
            let covered = Array(text[..<(parts[3].startIndex - 1)])
            guard keys.auditCode(of: covered, key: key) == Array(parts[3]) else { return nil }
        }
        return AuditPosition(seq: seq, hash: hash)
    }
}
