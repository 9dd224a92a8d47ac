/// The fields of a form or a query (`application/x-www-form-urlencoded`), in their order. A name may come several times.
struct FormFields: Sendable {
    private var values: [String: [String]] = [:]

    /// Fields; what is beyond the limit is left out.
    init(_ text: some StringProtocol) {
        var count = 0
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard count < PageLimits.fieldsMax else { return }
            count += 1
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = end == pair.endIndex ? pair[end...] : pair[pair.index(after: end)...]
            values[Self.decoded(pair[..<end]), default: []].append(Self.decoded(value))
        }
    }

    /// The first value of a field; empty when it did not come.
    subscript(_ name: String) -> String { values[name]?.first ?? "" }

    /// Every value of a field.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether a field came at all.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// A number in a field, from 1; 1 when there is none.
    var page: Int { Int(self["page"]).flatMap { (1...PageLimits.pagesMax).contains($0) ? $0 : nil } ?? 1 }

    private static func decoded(_ bytes: some Collection<UInt8>) -> String {
        var (plain, rest) = ([UInt8](), bytes[...])
        plain.reserveCapacity(bytes.count)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): plain.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
                if digits.count == 2 {
                    plain.append(UInt8(digits[0] * 16 + digits[1]))
                    rest = rest.dropFirst(2)
                } else {
                    plain.append(byte)
                }
            default: plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
