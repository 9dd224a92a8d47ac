import Glibc

/// A message as it came, for the few looks that are taken at each: no text is made of it.
struct Datagram {
    let bytes: UnsafeRawBufferPointer

    /// Whether it holds these bytes.
    func has(_ text: StaticString) -> Bool {
        place(of: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) != nil
    }

    /// Whether it holds these bytes.
    func has(_ text: [UInt8]) -> Bool { text.withUnsafeBytes { place(of: $0) } != nil }

    /// Whether it begins with these bytes.
    func begins(_ text: StaticString) -> Bool {
        let pattern = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return bytes.prefix(pattern.count).elementsEqual(pattern)
    }

    /// The number that stands right behind these bytes where they are first found; nil when there is none.
    func number(after text: StaticString) -> Int? {
        let pattern = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard let place = place(of: pattern) else { return nil }
        let digits = bytes[(place + pattern.count)...].prefix(12).prefix { $0 >= 0x30 && $0 <= 0x39 }
        return digits.isEmpty ? nil : digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    /// All of it as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Where these bytes begin, the first time.
    private func place(of pattern: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, let sought = pattern.baseAddress, let first = pattern.first else {
            return nil
        }
        var from = 0
        while from + pattern.count <= bytes.count {
            let left = bytes.count - pattern.count + 1 - from
            guard let found = memchr(base + from, CInt(first), left) else { return nil }
            let place = UnsafeRawPointer(found) - base
            if memcmp(base + place, sought, pattern.count) == 0 { return place }
            from = place + 1
        }
        return nil
    }
}
