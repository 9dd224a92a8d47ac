/// Byte tests and searches that all the readers share.
enum Bytes {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let comma: UInt8 = 0x2C
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let leftBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let rightBracket: UInt8 = 0x5D

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    @inline(__always)
    static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    @inline(__always)
    static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

    @inline(__always)
    static func isIn(_ byte: UInt8, _ low: UInt64, _ high: UInt64) -> Bool {
        let word = byte & 0x40 == 0 ? low : high
        return byte < 128 && (word &>> UInt64(byte & 0x3F)) & 1 == 1
    }

    /// RFC 3261 §25.1 token: letters, digits and - . ! % * _ + ` ' ~
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        isLetter(byte) || isIn(byte, 0x03FF_6CA2_0000_0000, 0x47FF_FFFF_87FF_FFFE)
    }

    /// What may stand in a SIP URI, `%` included. `#` is not in the grammar, but phones dial feature codes with it.
    @inline(__always)
    static func isURI(_ byte: UInt8) -> Bool { isIn(byte, 0xAFFF_FFFA_0000_0000, 0x47FF_FFFE_AFFF_FFFF) }

    /// What may stand in the name of a scheme (RFC 3986 §3.1).
    @inline(__always)
    static func isScheme(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == 0x2B || byte == 0x2D || byte == dot
    }

    /// What may stand in a host name, or inside an IPv6 reference but for the colons.
    @inline(__always)
    static func isHost(_ byte: UInt8) -> Bool { isIn(byte, 0x03FF_6000_0000_0000, 0x07FF_FFFE_87FF_FFFE) }

    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte &- 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }
}
