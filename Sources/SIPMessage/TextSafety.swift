/// What is written into a message from outside its own bytes.
enum TextSafety {
    /// The bytes with every control byte written as a space, so that no value can end its line.
    static func oneLine(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: Bytes.isControl) else { return bytes }
        return bytes.map { Bytes.isControl($0) ? Bytes.space : $0 }
    }
}
