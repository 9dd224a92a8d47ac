import AccessPolicy
import Enforcement

@testable import AuditTrail

/// Files of the audit as bytes.
enum AuditText {
    struct NoKeysError: Error {}

    static func keys(_ numbers: UInt8...) throws -> TokenKeys {
        let secrets = Dictionary(uniqueKeysWithValues: numbers.map { ($0, [UInt8](repeating: $0, count: 32)) })
        guard let last = numbers.last, let keys = TokenKeys(current: last, secrets: secrets) else {
            throw NoKeysError()
        }
        return keys
    }

    static func record(_ callID: String, target: String = "101") -> AuditRecord {
        AuditRecord(
            organization: "Example Ltd",
            watcher: "bob",
            target: target,
            question: .listen,
            verdict: .reject,
            disclosure: .none,
            rule: "listening-nobody",
            method: "INVITE",
            callID: callID,
            source: Endpoint(ipv4: 0xC000_0207, port: 5062)
        )
    }

    /// Seals that many records.
    static func lines(_ count: Int, _ chain: inout AuditChain, name: String = "call") -> [[UInt8]] {
        (0..<count).map { number in
            chain.seal(AuditLine.fields(record("\(name)-\(number)"), at: Moment(unixSeconds: Int64(number))))
        }
    }

    /// A file of that many records.
    static func lines(_ count: Int, name: String = "call") throws -> [[UInt8]] {
        var chain = AuditChain(keys: try keys(1))
        return lines(count, &chain, name: name)
    }

    /// Verifies files, each of lines; the head is demanded of the last when given.
    static func verify(_ files: [[[UInt8]]], keys: TokenKeys?, head: [UInt8]? = nil, last: String? = nil) -> AuditReport
    {
        var verifier = AuditVerifier(keys: keys)
        if let head { verifier.expect(head: head, from: "head") }
        if let last = last.flatMap(RememberedPosition.init) { verifier.expect(last, from: "`--last`") }
        for (number, lines) in files.enumerated() {
            verifier.begin(file: "file\(number + 1)")
            // In blocks that end anywhere.
            var rest = Array(lines.joined())[...]
            while !rest.isEmpty {
                verifier.take(Array(rest.prefix(97)))
                rest = rest.dropFirst(97)
            }
            verifier.end()
        }
        return verifier.finish()
    }

    static func verify(_ lines: [[UInt8]], head: [UInt8]? = nil, last: String? = nil) throws -> AuditReport {
        verify([lines], keys: try keys(1), head: head, last: last)
    }
}

extension AuditReport {
    /// The problems, short: `line kind`.
    var found: [String] { problems.map { "\($0.line) \($0.kind.rawValue)" } }
}
