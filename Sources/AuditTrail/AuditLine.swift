import AccessPolicy
import Enforcement

/// A record as one line of JSON, keys in the order of the design, without its end: ``AuditChain`` adds what protects it.
package enum AuditLine {
    /// What a record of a pruning calls the chain, and the last record that was removed.
    static let prunedChain = "chain"
    private static let prunedLast = "pruned"

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
        if record.mode == .shadow { fields.append(("mode", .text(record.mode.rawValue))) }
        return write(fields)
    }

    /// An event of our own. The fields that make no sense for it are there, and empty.
    package static func fields(_ event: AuditEvent, at moment: Moment) -> [UInt8] {
        var fields: [(String, Value)] = [
            ("time", .text(RFC3339.text(moment.unixSeconds))),
            ("organization", .text(event.organization)),
            ("watcher", .text(event.watcher)),
            ("extension", .text(event.target)),
            ("action", .text(event.action.rawValue)),
            ("verdict", .text(event.verdict.rawValue)),
            ("rule", .text("\(event.action.rawValue)-\(event.verdict.rawValue)")),
            ("method", .text("")),
            ("call-id", .text("")),
            ("source", .text(event.source)),
            ("reason", .text(event.reason)),
        ]
        if let how = event.how { fields.append(("how", .text(how))) }
        if let revision = event.revision { fields.append(("revision", .number(revision))) }
        if let hash = event.policyHash { fields.append(("sha256", .text(hash.text))) }
        if let count = event.count { fields.append(("count", .number(UInt64(max(0, count))))) }
        if let pruning = event.pruning {
            fields.append((prunedChain, .text(pruning.node)))
            fields.append((prunedLast, .text(pruning.last.text)))
            fields.append(("by", .text(pruning.author)))
        }
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

    /// What was pruned, where a line tells of that: the field that names the chain, and the last record that was removed. No text can look so.
    static func pruning(of line: [UInt8]) -> (chain: [UInt8], last: AuditPosition)? {
        guard ownVerdict(of: line) == .pruned else { return nil }
        let text = line[...]
        guard let chain = text.firstRange(of: Array(",\"\(prunedChain)\":\"".utf8)),
            let last = text[chain.upperBound...].firstRange(of: Array(",\"\(prunedLast)\":\"".utf8)),
            let end = text[last.upperBound...].firstIndex(of: UInt8(ascii: "\"")),
            let position = AuditPosition(text[last.upperBound..<end])
        else { return nil }
        return (Array(text[(chain.lowerBound + 1)..<last.lowerBound]), position)
    }

    /// When a record was made, in seconds since 1970-01-01 UTC, as it says first; nil for what is no record.
    package static func moment(of line: [UInt8]) -> Int64? {
        let start = Array("{\"time\":\"".utf8)
        guard line.starts(with: start) else { return nil }
        let time = line[start.count...].prefix { $0 != UInt8(ascii: "\"") }
        return RFC3339.moment(String(decoding: time, as: UTF8.self))
    }

    /// The place in its chain that a record has; nil for what has no seal.
    package static func position(of line: [UInt8]) -> AuditPosition? {
        AuditSeal(of: line).map { AuditPosition(seq: $0.seq, hash: AuditHash(of: line)) }
    }

    /// The number of a record in its chain; nil for what has no seal.
    package static func seq(of line: [UInt8]) -> Int64? { AuditSeal(of: line).flatMap { Int64(exactly: $0.seq) } }

    /// A field with a text, as it stands in a line.
    package static func field(_ name: String, _ text: String) -> [UInt8] {
        var field: [UInt8] = []
        quote(name, into: &field)
        field.append(UInt8(ascii: ":"))
        quote(text, into: &field)
        return field
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
