import AccessPolicy
import Enforcement

/// What one file of secrets holds, as hashes for our realms, and what is wrong with it. A password is hashed as it is read.
public struct ImportedSecrets: Sendable {
    /// A hash, and the line that it comes from.
    struct Found: Sendable {
        let entry: DigestSecrets.Entry
        let file: String
        let line: Int
        /// The domain that the file gives for the user, in lower case, and whether an organisation has it.
        var domain: (name: String, isOurs: Bool)?
    }

    private(set) var found: [Found] = []
    /// What must be mended.
    public private(set) var problems: [PolicyProblem] = []
    /// What is left out, and that may be meant so.
    public private(set) var warnings: [PolicyProblem] = []
    private let file: String
    private let realms: Realms
    private var strangeRealms: Set<String> = []

    init(file: String, realms: Realms) {
        self.file = file
        self.realms = realms
    }

    mutating func report(_ text: String, line: Int) {
        guard problems.count < DigestImportLimits.reportsMax else { return }
        problems.append(PolicyProblem(file: file, line: line, text: text))
    }

    mutating func warn(_ text: String, line: Int) {
        guard warnings.count < DigestImportLimits.reportsMax else { return }
        warnings.append(PolicyProblem(file: file, line: line, text: "warning: " + text))
    }

    /// A password: hashed with every algorithm for the realm of its domain.
    mutating func add(user: String, domain: String?, password: String, line: Int) {
        guard let realm = realm(of: user, domain, line) else { return }
        let home = domain.map { (name: $0.lowercased(), isOurs: realms.has(domain: $0)) }
        for algorithm in DigestAlgorithm.allCases {
            let entry = DigestSecrets.Entry(user: user, realm: realm, algorithm: algorithm, password: password)
            found.append(Found(entry: entry, file: file, line: line, domain: home))
        }
    }

    /// A hash, which is good for the realm that it was made for only; for ours where the file does not say.
    mutating func add(user: String, realm: String?, hash: String, line: Int) {
        guard let realm = realm ?? self.realm(of: user, nil, line) else { return }
        let algorithm = DigestAlgorithm.allCases.first { $0.digits == hash.utf8.count }
        guard let algorithm,
            let entry = DigestSecrets.Entry(user: user, realm: realm, algorithm: algorithm, ha1: hash)
        else {
            report("the hash of `\(user)` is not 32 (MD5) or 64 (SHA-256) hexadecimal digits", line: line)
            return
        }
        guard realms.all.contains(realm) else {
            if strangeRealms.insert(realm).inserted {
                warn("hashes for the realm `\(realm)` are not used; set `realm` under `digest` to it", line: line)
            }
            return
        }
        found.append(Found(entry: entry, file: file, line: line))
    }

    private mutating func realm(of user: String, _ domain: String?, _ line: Int) -> String? {
        if let realm = realms.realm(ofDomain: domain) { return realm }
        let place = domain.map { "the domain `\($0)` of `\(user)` is no organisation's" } ?? "`\(user)` has no domain"
        report("\(place); with several organisations each user needs a domain of one of them", line: line)
        return nil
    }

    /// The secrets of all files. A name with two different hashes is a problem: nobody can say which is meant. So are users of several domains if an organisation
    /// has not all of them: else those of another site could sign in as ours of the same name.
    public static func merge(_ files: [ImportedSecrets]) -> (secrets: DigestSecrets, problems: [PolicyProblem]) {
        var secrets = DigestSecrets()
        var problems = strangers(files.flatMap(\.found))
        var doubled: Set<[UInt8]> = []
        for found in files.flatMap(\.found) where !secrets.insert(found.entry) {
            guard problems.count < DigestImportLimits.reportsMax, doubled.insert(found.entry.user).inserted else {
                continue
            }
            let name = String(decoding: found.entry.user, as: UTF8.self)
            let text = "`\(name)` has another password or hash already; remove one of the two"
            problems.append(PolicyProblem(file: found.file, line: found.line, text: text))
        }
        return (secrets, problems)
    }

    /// The first user of each domain that no organisation has. One alone is taken for what the PBX calls ours.
    private static func strangers(_ found: [Found]) -> [PolicyProblem] {
        let firsts = Dictionary(found.compactMap { one in one.domain.map { ($0.name, one) } }) { first, _ in first }
        let strange = firsts.filter { $0.value.domain?.isOurs == false }
        guard !strange.isEmpty, firsts.count > 1 else { return [] }
        return strange.sorted { $0.key < $1.key }.prefix(DigestImportLimits.reportsMax).map { domain, first in
            let name = String(decoding: first.entry.user, as: UTF8.self)
            let text =
                "the domain `\(domain)` of `\(name)` is no organisation's, and the files have users of others; "
                + "name it under the organisation's `domains`, or leave its users out"
            return PolicyProblem(file: first.file, line: first.line, text: text)
        }
    }
}
