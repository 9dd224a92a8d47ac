import Enforcement

/// An audit record as one line of JSON, keys in the order of the design.
enum AuditLine {
    static func encode(_ record: AuditRecord, at moment: Moment) -> [UInt8] {
        let fields: [(String, String)] = [
            ("time", RFC3339.text(moment.unixSeconds)),
            ("organization", record.organization),
            ("watcher", record.watcher),
            ("extension", record.target),
            ("action", record.question.rawValue),
            ("verdict", record.verdict.rawValue),
            ("disclosure", record.disclosure.name),
            ("rule", record.rule),
            ("method", record.method),
            ("call-id", record.callID),
            ("source", record.source.text),
        ]
        var line: [UInt8] = [UInt8(ascii: "{")]
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            quote(field.0, into: &line)
            line.append(UInt8(ascii: ":"))
            quote(field.1, into: &line)
        }
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    /// A JSON string (RFC 8259 §7). Control bytes, and DEL, are escaped, so that a terminal showing the file is not written to.
    private static func quote(_ text: String, into line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                line.append(UInt8(ascii: "\\"))
                line.append(UInt8(scalar.value))
            case _ where scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0):
                let digits = String(scalar.value, radix: 16)
                line.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            default:
                line.append(contentsOf: String(scalar).utf8)
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}

/// A moment as RFC 3339 writes it, in UTC, whole seconds.
enum RFC3339 {
    static func text(_ unixSeconds: Int64) -> String {
        let days = unixSeconds >= 0 ? unixSeconds / 86_400 : (unixSeconds - 86_399) / 86_400
        let second = unixSeconds - days * 86_400
        // Days since 0000-03-01, in eras of 400 years (H. Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T"
            + "\(pad(second / 3_600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))Z"
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
