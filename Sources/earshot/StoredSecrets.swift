import AccessPolicy
import Enforcement
import PolicyStore

/// Digest hashes in the store.
extension DigestSecretFiles {
    /// Adds what the store holds. A store that is not there yet holds nothing, and is not made.
    mutating func addStored(from place: StorePlace) {
        do throws(StoreError) {
            for stored in try place.secrets() { add(stored, from: place.name) }
        } catch {
            problems.append(PolicyProblem(file: "", line: 0, text: error.text))
        }
    }

    private mutating func add(_ stored: StoredSecret, from path: String) {
        guard let entry = DigestSecrets.Entry(stored) else {
            let text = "the hash of `\(stored.user)` is none that this version can use; import it again"
            return problems.append(PolicyProblem(file: path, line: 0, text: text))
        }
        if !secrets.insert(entry) {
            let text = "`\(stored.user)` has another password or hash in a file; import that one, or remove it"
            problems.append(PolicyProblem(file: path, line: 0, text: text))
        }
    }
}

extension DigestSecrets.Entry {
    /// Nil when the algorithm is not known or the hash has not its length.
    init?(_ stored: StoredSecret) {
        guard let algorithm = DigestAlgorithm(rawValue: stored.algorithm) else { return nil }
        self.init(user: stored.user, realm: stored.realm, algorithm: algorithm, ha1: stored.ha1)
    }
}

extension StoredSecret {
    init(_ entry: DigestSecrets.Entry) {
        self.init(
            realm: String(decoding: entry.realm, as: UTF8.self),
            user: String(decoding: entry.user, as: UTF8.self),
            algorithm: entry.algorithm.rawValue,
            ha1: String(decoding: entry.ha1, as: UTF8.self)
        )
    }
}
