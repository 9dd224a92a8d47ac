import NIOCore

/// What is written into a message from outside its own bytes.
enum TextSafety {
    /// The bytes with every control byte written as a space, so that no value can end its line.
    static func oneLine(_ bytes: [UInt8]) -> [UInt8] {
        if ValueScan.controlByte(bytes.span, from: 0) == bytes.count { return bytes }
        return bytes.map { Bytes.isControl($0) ? Bytes.space : $0 }
    }
}

extension [UInt8] {
    /// Appends bytes of a message without an array between.
    mutating func append(_ message: SIPMessage, _ range: ByteRange) {
        message.bytes.withUnsafeReadableBytes { bytes in
            guard range.upper <= bytes.count else { return }
            append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[range.lower..<range.upper]))
        }
    }
}
