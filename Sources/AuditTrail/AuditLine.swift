import AccessPolicy
import Enforcement

/// A record as one line of JSON, keys in the order of the design, without its end: ``AuditChain`` adds what protects it.
package enum AuditLine {
    private enum Value {
        case text(String)
        case number(UInt64)
    }

    /// A record of the pipeline.
    package static func fields(_ record: AuditRecord, at moment: Moment) -> [UInt8] {
        var fields: [(String, Value)] = [
            ("time", .text(RFC3339.text(moment.unixSeconds))),
            ("organization", .text(record.organization)),
            ("watcher", .text(record.watcher)),
            ("extension", .text(record.target)),
            ("action", .text(record.question.rawValue)),
            ("verdict", .text(record.verdict.rawValue)),
            ("disclosure", .text(record.disclosure.name)),
            ("rule", .text(record.rule)),
            ("method", .text(record.method)),
            ("call-id", .text(record.callID)),
            ("source", .text(record.source.text)),
            ("reason", .text(record.reason)),
        ]
        if let how = record.how { fields.append(("how", .text(how.rawValue))) }
        if let status = record.status { fields.append(("status", .number(UInt64(clamping: status)))) }
        return write(fields)
    }

    /// An event of our own. The fields that make no sense for it are there, and empty.
    package static func fields(_ event: AuditEvent, at moment: Moment) -> [UInt8] {
        var fields: [(String, Value)] = [
            ("time", .text(RFC3339.text(moment.unixSeconds))),
            ("organization", .text(event.organization)),
            ("watcher", .text("")),
            ("extension", .text(event.target)),
            ("action", .text(event.action.rawValue)),
            ("verdict", .text(event.verdict.rawValue)),
            ("rule", .text("\(event.action.rawValue)-\(event.verdict.rawValue)")),
            ("method", .text("")),
            ("call-id", .text("")),
            ("source", .text("")),
            ("reason", .text(event.reason)),
        ]
        if let revision = event.revision { fields.append(("revision", .number(revision))) }
        if let hash = event.policyHash { fields.append(("sha256", .text(hash.text))) }
        if let count = event.count { fields.append(("count", .number(UInt64(max(0, count))))) }
        return write(fields)
    }

    private static func write(_ fields: [(String, Value)]) -> [UInt8] {
        var line: [UInt8] = [UInt8(ascii: "{")]
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            quote(field.0, into: &line)
            line.append(UInt8(ascii: ":"))
            switch field.1 {
            case .text(let text): quote(text, into: &line)
            case .number(let number): line.append(contentsOf: String(number).utf8)
            }
        }
        return line
    }

    /// What happened to the audit itself, where a line tells of that; nil for other lines. No text that came in can look so: its quotes are escaped.
    static func ownVerdict(of line: [UInt8]) -> AuditEvent.Verdict? {
        let mark = Array("\"action\":\"audit\",\"verdict\":\"".utf8)
        guard line.count > mark.count else { return nil }
        for start in 0..<(line.count - mark.count)
        where line[start] == mark[0] && line[start + 1] == mark[1] && line[start...].starts(with: mark) {
            let word = line[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
            return AuditEvent.Verdict(rawValue: String(decoding: word, as: UTF8.self))
        }
        return nil
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
package enum RFC3339 {
    /// `YYYY-MM-DDThh:mm:ssZ`.
    package static func text(_ unixSeconds: Int64) -> String {
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
