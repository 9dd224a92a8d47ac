import AuditTrail
import Foundation

/// A policy as it came from an address, with what proves it.
struct PolicyDocument: Codable, Equatable {
    /// Where it came from.
    let url: String
    /// What the server calls this state of it.
    var tag: String?
    /// The text of its signature; nil where none is asked for.
    let signature: String?
    /// The policy.
    let policy: String

    /// The same bytes give the same, whatever the server calls them.
    var stamp: PolicyStamp { .content(AuditHash(of: Array("\(signature ?? "")\n\(policy)".utf8)).text) }

    /// Its number, if it is signed.
    var serial: UInt64? { signature.flatMap(PolicySignature.init)?.serial }

    /// Why it cannot be believed, in words for the operator; nil when it can. Without keys everything is believed.
    ///
    /// - Parameter last: what was in force last: nothing older is taken, nor another policy under the same number.
    func problem(keys: [Data], after last: PolicyDocument?) -> String? {
        guard !keys.isEmpty else { return nil }
        guard let signature = signature.flatMap(PolicySignature.init) else {
            return
                "the signature at `\(url)\(PolicySignature.suffix)` cannot be read; make it with `earshot policy sign`"
        }
        guard signature.isOf(Data(policy.utf8), by: keys) else {
            return "the signature is not of this policy, or by none of `policy-key`; sign it with that key"
        }
        guard let last, let known = last.serial else { return nil }
        if signature.serial < known {
            return
                "serial \(signature.serial) is older than \(known), which was in force; sign it anew, with a higher one"
        }
        if signature.serial == known, policy != last.policy {
            return "serial \(known) is that of another policy, which was in force; sign it anew, with a higher one"
        }
        return nil
    }
}

/// The last policy that was taken from an address, on the disk: for a start while its server is away, and so that nothing older is taken.
struct PolicyCopy {
    let path: String

    /// The document; nil when there is none, or none that can be read.
    func read() -> PolicyDocument? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(PolicyDocument.self, from: $0) }
    }

    /// Puts it in place of the one before, whole or not at all; false when it cannot be written.
    func write(_ document: PolicyDocument) -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let fresh = path + ".new"
        guard let data = try? encoder.encode(document),
            FileManager.default.createFile(atPath: fresh, contents: data, attributes: [.posixPermissions: 0o600]),
            rename(fresh, path) == 0
        else { return false }
        return true
    }
}
