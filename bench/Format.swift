/// Numbers in columns.
enum Format {
    static func fixed(_ value: Double, _ digits: Int, width: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = Int((value * scale).rounded())
        var text = String(rounded)
        if digits > 0 {
            text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
            text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
        }
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
