/// A message with a number in its branch and CSeq that is written anew before each sending, and read again where it arrives.
public struct NumberedMessage {
    /// What stands in the text for the number.
    public static let placeholder = "1000000000"
    /// What is written for number 0.
    public static let first = 1_000_000_000
    private static let marker = Array("CSeq: ".utf8)

    /// The message with the number that was written last.
    public private(set) var bytes: [UInt8]
    private let places: [Int]

    /// Every placeholder in the text becomes the number.
    public init(_ text: String) {
        let bytes = Array(text.utf8)
        let pattern = Array(Self.placeholder.utf8)
        places = bytes.indices.filter { bytes[$0...].starts(with: pattern) }
        self.bytes = bytes
        precondition(!places.isEmpty)
    }

    /// Writes the number into every place.
    public mutating func write(_ number: Int) {
        var rest = Self.first + number
        for digit in stride(from: 9, through: 0, by: -1) {
            let byte = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            for place in places { bytes[place + digit] = byte }
            rest /= 10
        }
    }

    /// The number in a datagram's CSeq; nil when it has none of ours.
    public static func number(in datagram: UnsafeRawBufferPointer) -> Int? {
        let last = datagram.count - marker.count - 10
        guard last > 0,
            let start = (0...last).first(where: { datagram[$0] == marker[0] && datagram[$0...].starts(with: marker) })
        else { return nil }
        var number = 0
        for index in (start + marker.count)..<(start + marker.count + 10) {
            let digit = Int(datagram[index]) - 0x30
            guard digit >= 0, digit <= 9 else { return nil }
            number = number * 10 + digit
        }
        return number >= first ? number - first : nil
    }
}
